"""`bestsms trigger`: post a test event to a webhook receiver."""

from typing import Any, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record

_EVENTS: Final[dict[str, dict[str, str]]] = {
    "delivered": {"type": "SMS", "status": "SUCCESS", "result": "delivered", "price": "0.10"},
    "failed": {"type": "SMS", "status": "FAILED", "result": "Undelivered", "price": "0.10"},
    "reply": {"type": "SMSReply", "status": "RECEIVED", "result": "RECEIVED"},
    "inbound": {"type": "SMSInbound", "status": "RECEIVED", "result": "RECEIVED"},
}
_COLUMNS: Final = (
    Column("event", "Event"),
    Column("message_id", "Message ID"),
    Column("answer", "Response"),
    Column("text", "Text"),
)


@command(
    "trigger",
    online=False,
    epilog="Example: bestsms trigger reply --url http://127.0.0.1:8000/sms --text Yes",
)
@click.argument("event", type=click.Choice(list(_EVENTS)))
@click.option("--url", metavar="URL", required=True, help="The address of your receiver.")
@click.option("--number", default="+61491570006", help="The handset (default: +61491570006).")
@click.option("--text", default="Yes", help="The text of a reply or inbound event (default: Yes).")
@click.option("--message-id", metavar="ID", help="The message that the event refers to.")
@click.option("--result", help="The delivery result, such as 'Bad Number'.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "xml"]),
    default="json",
    help="The format of the body (default: json).",
)
def trigger(
    session: Session,
    event: str,
    *,
    url: str,
    number: str,
    text: str,
    message_id: str | None,
    result: str | None,
    form: str,
) -> None:
    """Post a test event to a webhook receiver, as the gateway would, and print the response.

    The event does not need to belong to a real message. The webhook secret is read from the
    environment variable BESTSMS_WEBHOOK_SECRET. The exit code is 1 if the receiver does not respond
    with success.
    """
    from uuid import uuid4

    from bestsms_cli.webhooks.bodies import body_of
    from bestsms_cli.webhooks.posting import post, receiver_url

    fields: dict[str, Any] = {**_EVENTS[event], "destination": number}
    received = fields["status"] == "RECEIVED"
    if received:
        fields |= {"message": text, "received_id": str(uuid4())}
    else:
        fields["detail"] = "SMSParts:1"
    if result:
        fields["result"] = result
    if event != "inbound":
        fields["message_id"] = message_id or str(uuid4())
    body, content_type = body_of(receiver_url(url), form.upper(), **fields)
    answer = post(url, body, content_type)
    record = {
        "event": event,
        "message_id": fields.get("message_id"),
        "answer": answer.status,
        "text": answer.text,
    }
    print_record(session, record, _COLUMNS)
    if not answer.accepted:
        raise click.exceptions.Exit(1)
