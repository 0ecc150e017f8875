"""`client.addressbook.group`."""

from collections.abc import AsyncIterator
from typing import Final, Unpack

from bestsms_api.api.addressbook import (
    create_group,
    delete_group,
    get_group,
    list_groups,
    update_group,
)
from bestsms_api.fields import GroupCreateFields, GroupUpdateFields
from bestsms_api.models import Group, GroupCreate, GroupListResult, GroupResult, GroupUpdate
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._async.paging import pages
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import GroupRef, group_id
from bestsms_client._validation import changed_fields, checked_fields

_GROUPS: Final = ClientOperation(
    "listGroups", "addressbook.group.list", list_groups, GroupListResult, Safety.READ
)
_GROUP: Final = ClientOperation(
    "getGroup", "addressbook.group.detail", get_group, GroupResult, Safety.READ
)
_GROUP_CREATE: Final = ClientOperation(
    "createGroup", "addressbook.group.create", create_group, GroupResult, Safety.ONCE
)
_GROUP_UPDATE: Final = ClientOperation(
    "updateGroup", "addressbook.group.update", update_group, GroupResult, Safety.IDEMPOTENT
)
_GROUP_DELETE: Final = ClientOperation(
    "deleteGroup", "addressbook.group.delete", delete_group, GroupResult, Safety.IDEMPOTENT
)


class AsyncGroups(AsyncNamespace):
    """`client.addressbook.group`: groups."""

    async def list(
        self, *, records_per_page: int | None = None, page: int | None = None
    ) -> GroupListResult:
        """Return one page of groups.

        `page` counts from 1; a page has 1 to 999 records, by default 100.

        Example:
            >>> (await client.addressbook.group.list(records_per_page=10)).page
            1
        """
        return await self._requester.perform(_GROUPS, records_per_page=records_per_page, page=page)

    async def iter(self, *, records_per_page: int | None = None) -> AsyncIterator[Group]:
        """Iterate over all groups; pages are read as needed.

        A group created or deleted during the iteration shifts the pages, so one may be skipped
        or seen twice.

        Example:
            >>> made = await client.addressbook.group.create(group_name="Walk Example")
            >>> [group.group_code async for group in client.addressbook.group.iter()]
            ['Walk_Example']
        """
        async for result in pages(
            lambda page: self.list(records_per_page=records_per_page, page=page)
        ):
            for group in result.groups:
                yield group

    async def detail(self, group: GroupRef) -> GroupResult:
        """Return a group.

        Args:
            group: The GroupID, the GroupCode, or the `Group`.

        Raises:
            NotFoundError: There is no such group.

        Example:
            >>> made = await client.addressbook.group.create(group_name="Detail Example")
            >>> (await client.addressbook.group.detail("Detail_Example")).group.group_name
            'Detail Example'
        """
        return await self._requester.perform(_GROUP, group_id(group))

    async def create(self, **fields: Unpack[GroupCreateFields]) -> GroupResult:
        """Create a group.

        If the response is lost, the request is not retried; the error has `sent="unknown"`.

        Args:
            **fields: See `GroupCreateFields`. `group_name` is required. By default, the gateway
                derives `group_code` from the name, with underscores for spaces.

        Returns:
            The group with its new `group_id` and its `group_code`.

        Raises:
            InvalidRequestError: A field is missing, unknown or not valid.
            BadRequestError: The `group_code` is already in use.

        Example:
            >>> made = await client.addressbook.group.create(group_name="Test Group")
            >>> made.group.group_code
            'Test_Group'
        """
        body = GroupCreate.from_dict(checked_fields("GroupCreate", fields))
        return await self._requester.perform(_GROUP_CREATE, body=body)

    async def update(self, group: GroupRef, **fields: Unpack[GroupUpdateFields]) -> GroupResult:
        """Change the given fields of a group. If the response is lost, the request is retried.

        Args:
            group: The GroupID, the GroupCode, or the `Group`.
            **fields: See `GroupUpdateFields`. The code of a group never changes.

        Raises:
            NotFoundError: There is no such group.
            InvalidRequestError: A field is unknown or not valid, or no field is given.

        Example:
            >>> made = await client.addressbook.group.create(group_name="Update Example")
            >>> changed = await client.addressbook.group.update(made.group, group_name="New Name")
            >>> changed.group.group_name, changed.group.group_code
            ('New Name', 'Update_Example')
        """
        body = GroupUpdate.from_dict(changed_fields("GroupUpdate", fields))
        return await self._requester.perform(_GROUP_UPDATE, group_id(group), body=body)

    async def delete(self, group: GroupRef) -> GroupResult:
        """Delete a group, even in test mode, and return its last state. Its contacts are kept.

        If the response is lost, the request is retried. If the first attempt did delete the group,
        the retry raises `NotFoundError` with `sent="unknown"`.

        Args:
            group: The GroupID, the GroupCode, or the `Group`.

        Raises:
            NotFoundError: There is no such group.

        Example:
            >>> made = await client.addressbook.group.create(group_name="Delete Example")
            >>> (await client.addressbook.group.delete(made.group)).result
            'Success'
        """
        return await self._requester.perform(_GROUP_DELETE, group_id(group))
