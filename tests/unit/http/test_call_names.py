"""Errors name the method of the client that failed, for every operation of the API."""

from typing import Any

import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, failed

from bestsms_api.constraints import PARAMETERS
from bestsms_client import AuthenticationError, RetryPolicy
from bestsms_client._async import actions, contacts, groups, memberships, received, replies
from bestsms_client._async import requester as status
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message import draft

MODULES = (actions, contacts, draft, groups, memberships, received, replies, status)
BOTH = {"contact": "C1", "group": "G1"}
# The arguments that each method needs.
OF_OPERATIONS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "actions.abort.send_request": (("ID1",), {}),
    "actions.reschedule.send_request": (("ID1",), {"send_time": "2030-01-01T09:00"}),
    "actions.resubmit.send_request": (("ID1",), {}),
    "addressbook.contact.create": ((), {"attention": "Jo"}),
    "addressbook.contact.delete": (("C1",), {}),
    "addressbook.contact.detail": (("C1",), {}),
    "addressbook.contact.list": ((), {}),
    "addressbook.contact.update": (("C1",), {"attention": "Jo"}),
    "addressbook.contact_group.create": ((), BOTH),
    "addressbook.contact_group.delete": ((), BOTH),
    "addressbook.contact_group.detail": ((), BOTH),
    "addressbook.contact_group.list": (("C1",), {}),
    "addressbook.group.create": ((), {"group_name": "Staff"}),
    "addressbook.group.delete": (("G1",), {}),
    "addressbook.group.detail": (("G1",), {}),
    "addressbook.group.list": ((), {}),
    "addressbook.group.update": (("G1",), {"group_name": "Staff"}),
    "addressbook.group_contact.create": ((), BOTH),
    "addressbook.group_contact.delete": ((), BOTH),
    "addressbook.group_contact.detail": ((), BOTH),
    "addressbook.group_contact.list": (("G1",), {}),
    "messaging.sms.send_message": ((), {"message": "Hi", "destinations": NUMBER}),
    "reports.sms_received.poll": ((), {"time_period": 60}),
    "reports.sms_reply.poll": (("ID1",), {}),
    "reports.status.poll": (("ID1",), {}),
}
OTHERS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "messaging.sms.confirm": (("ID1",), {}),
    "messaging.sms.lookup": (("ID1",), {}),
    "messaging.sms.send_bulk": (([NUMBER],), {"message": "Hi"}),
    "ping": ((), {}),
    "reports.sms_received.follow": ((), {}),
    "reports.status.wait": (("ID1",), {}),
}


def test_every_operation_names_a_method_of_its_own() -> None:
    values = [value for module in MODULES for value in vars(module).values()]
    calls = [(one.operation, one.call) for one in values if isinstance(one, ClientOperation)]
    names = {f"client.{path}" for path in OF_OPERATIONS}
    found = {operation: call for operation, call in calls if call in names}
    assert found.keys() == PARAMETERS.keys()
    assert set(found.values()) == names


@both
@pytest.mark.parametrize("path", [*OF_OPERATIONS, *OTHERS])
def test_an_error_begins_with_the_method_that_was_called(kind: str, path: str) -> None:
    args, kwargs = {**OF_OPERATIONS, **OTHERS}[path]
    refused = failed("Unauthorized", code=401)
    gateway = Gateway(refused, statuses=[refused])
    options = {"retry": RetryPolicy(max_attempts=1)}
    with pytest.raises(AuthenticationError) as caught:
        gateway.call(kind, path, *args, options=options, **kwargs)
    assert str(caught.value).startswith(f"client.{path} failed: HTTP 401, Unauthorized. ")
