"""Sending messages and reading their results with the real command."""

import json
import signal

import pytest
from tests.cli.shell import Shell

from bestsms_sandbox import Sandbox

JO, SAM, FAILS = "+61491570006", "+61491570156", "+61491570110"

pytestmark = pytest.mark.slow  # many processes


def sent_id(shell: Shell, *arguments: str) -> str:
    done = shell.run("send", "Hello", "--json", *arguments)
    assert done.code == 0, done.stderr
    message_id: str = done.record["message_id"]
    return message_id


def test_send_prints_the_id_of_the_message(shell: Shell, sandbox: Sandbox) -> None:
    done = shell.run("send", "Hello", "--to", JO, "--reference", "Table 7")

    last = sandbox.outbox.last
    assert done == type(done)(0, f"Message ID\t{last.message_id}\n", "")
    assert (last.text, last.to, last.request["Reference"]) == ("Hello", (JO,), "Table 7")


def test_send_as_json(shell: Shell, sandbox: Sandbox) -> None:
    done = shell.run("send", "Hello", "--to", JO, "--json")

    assert (done.code, done.stderr) == (0, "")
    assert done.record == {
        "message_id": sandbox.outbox.last.message_id,
        "sent": "yes",
        "reconciled": False,
        "test_mode": False,
        "attempts": 1,
    }


def test_the_text_can_be_read_from_stdin(shell: Shell, sandbox: Sandbox) -> None:
    assert shell.run("send", "-", "--to", JO, stdin="Two\nlines\n").code == 0
    assert sandbox.outbox.last.text == "Two\nlines"


def test_send_wait_exits_with_1_if_a_recipient_is_not_reached(shell: Shell) -> None:
    shown = shell.run("send", "Hi", "--to", FAILS, "--wait")
    assert shown.code == 1
    assert shown.stderr.endswith("Why deliveries failed: Bad Number.\n")
    done = shell.run("send", "Hello", "--to", FAILS, "--wait", "--json")

    assert done.code == 1
    assert done.record["status"] == "Completed"
    assert (done.record["success"], done.record["failed"]) == (0, 1)


def test_send_wait_exits_with_3_on_timeout(shell: Shell) -> None:
    done = shell.run("send", "Hello", "--to", JO, "--at", "+2h", "--time-zone", "AUS Eastern",
                     "--wait", "--timeout", "1s", "--json")  # fmt: skip

    assert done.code == 3
    assert done.record["error"]["type"] == "WaitTimeoutError"
    assert done.record["error"]["message_id"]


def test_send_in_test_mode(shell: Shell, sandbox: Sandbox) -> None:
    done = shell.run("send", "Hello", "--to", JO, "--test")

    assert done.code == 0
    assert "Test mode\tyes" in done.stdout
    assert sandbox.outbox.last.mode == "Test"


def test_warnings_are_printed_to_stderr_without_a_line_of_code(shell: Shell) -> None:
    done = shell.run("send", "Hi [[Attention]]", "--to", JO)

    assert done.code == 0
    assert done.stderr.startswith("Warning: [[Attention]] is empty")
    assert ".py" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["send", "Hello"], "No recipient. Use --to, --to-file, --group or --contact."),
        (["send"], "Missing argument 'TEXT'."),
        (["send", "Hello", "--to", "hello"], "--to he***lo is not a phone number"),
        (["send", "Hello", "--to", JO, "--at", "+2x"], "'2x' is not a duration."),
        (["stauts"], "No such command 'stauts'. Did you mean 'status'?"),
        (["status"], "Missing argument 'MESSAGE_ID'."),
        (["inbox", "--since", "yesterday"], "'yesterday' is not a duration. Use"),
        (["inbox", "--cursor", "x"], "--cursor requires --follow."),
    ],
)
def test_a_usage_error_exits_with_2_and_sends_nothing(
    shell: Shell, sandbox: Sandbox, arguments: list[str], reason: str
) -> None:
    done = shell.run(*arguments)

    assert (done.code, done.stdout) == (2, "")
    assert reason in done.stderr
    assert len(sandbox.outbox) == 0


def test_more_than_20_recipients_need_a_confirmation(shell: Shell, sandbox: Sandbox) -> None:
    people = [part for n in range(21) for part in ("--to", f"+614915701{n:02}")]

    refused = shell.run("send", "Hello", *people)
    assert refused.code == 2
    assert (
        "Send to 21 recipients? There is no terminal to ask for confirmation. To confirm, add --yes"
        in refused.stderr
    )
    assert len(sandbox.outbox) == 0

    assert shell.run("send", "Hello", *people[:-2]).code == 0
    assert shell.run("send", "Hello", *people, "--yes").code == 0
    assert len(sandbox.outbox.last.to) == 21


def test_the_members_of_a_group_count_as_recipients(shell: Shell, sandbox: Sandbox) -> None:
    from bestsms_client import BestSMS

    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        book = client.addressbook
        staff = book.group.create(group_name="Staff").group
        for number in range(21):
            made = book.contact.create(mobile_phone=f"+614915701{number:02}")
            book.group_contact.create(group=staff, contact=made.contact)

    assert "Send to 21 recipients?" in shell.run("send", "Hello", "--group", "Staff").stderr
    assert shell.run("send", "Hello", "--group", "Staff", "--yes").code == 0
    assert len(sandbox.outbox.last.to) == 21


def test_recipients_from_a_file(shell: Shell, sandbox: Sandbox) -> None:
    (shell.home / "people.csv").write_bytes(
        "\ufeffFirst Name;Mobile;Custom 1;Shoe size\r\n"
        f'Jo;{JO};"a;b";44\r\n\r\n"Sam ""S""";{SAM};;\r\n'.encode()
    )
    done = shell.run("send", "Hi [[FirstName]] [[Custom1]]", "--to-file", "people.csv")

    assert done.code == 0
    assert [one.text for one in sandbox.outbox.last.recipients] == ["Hi Jo a;b", 'Hi Sam "S" ']


def test_refused_rows_of_a_file_are_reported_with_their_line(
    shell: Shell, sandbox: Sandbox
) -> None:
    (shell.home / "people.csv").write_bytes(
        b'Mobile,Attention\n+61491570006,"two\nlines"\n,nobody\n+61491570156,J\xf6rg\n'
    )
    done = shell.run("send", "Hi", "--to-file", "people.csv")

    assert done.code == 2
    assert "line 4: the number is missing" in done.stderr
    assert "line 5: not valid UTF-8 (see --encoding)" in done.stderr
    assert len(sandbox.outbox) == 0


def test_status_shows_the_message_and_its_recipients(shell: Shell) -> None:
    message_id = sent_id(shell, "--to", FAILS)

    done = shell.run("status", message_id, "--wait")
    assert done.code == 1
    assert f"Message ID\t{message_id}\nStatus\tCompleted\n" in done.stdout
    assert "+61***10\tFailed\tBad Number\t" in done.stdout
    assert FAILS not in done.stdout

    assert FAILS in shell.run("status", message_id, "--full").stdout
    record = shell.run("status", message_id, "--json").record
    assert (record["message_id"], record["failed"]) == (message_id, 1)
    (recipient,) = shell.run("status", message_id, "--recipients", "--json").records
    assert (recipient["destination"], recipient["result"]) == (FAILS, "Bad Number")


def test_an_unknown_message(shell: Shell) -> None:
    for arguments in (["status"], ["replies"]):
        done = shell.run(*arguments, "unknown-id", "--json")
        assert done.code == 1
        assert done.record["error"]["type"] == "NotFoundError"
        assert "NOT found" in done.stderr


def test_confirm(shell: Shell) -> None:
    message_id = sent_id(shell, "--to", JO)

    done = shell.run("confirm", message_id)
    assert (done.code, done.stdout) == (0, f"Message ID\t{message_id}\nAccepted\tyes\n")
    record = shell.run("confirm", message_id, "--json").record
    assert record == {"message_id": message_id, "sent": "yes"}


def test_replies_and_inbox(shell: Shell, sandbox: Sandbox) -> None:
    message_id = sent_id(shell, "--to", JO)
    sandbox.outbox.advance(10)
    assert shell.run("replies", message_id).stderr == "No replies yet.\n"
    sandbox.outbox.reply(JO, "On my \x1b[31mway\tat\n8")

    done = shell.run("replies", message_id)
    assert done.code == 0
    assert done.stdout.endswith("\t+61***06\tOn my \ufffd[31mway at 8\n")
    (reply,) = shell.run("replies", message_id, "--json").records
    assert (reply["from"], reply["message_text"]) == (JO, "On my \x1b[31mway\tat\n8")
    assert reply["message_id"] == message_id

    done = shell.run("inbox")
    assert done.stdout.endswith(f"\t+61***06\tOn my \ufffd[31mway at 8\t{message_id}\n")
    (received,) = shell.run("inbox", "--json", "--full").records
    assert (received["from"], received["message_id"]) == (JO, message_id)


def test_inbox_follow_continues_where_it_stopped(shell: Shell, sandbox: Sandbox) -> None:
    for text in ("One", "Two"):
        sandbox.outbox.reply(JO, text)
        sandbox.outbox.advance(1)
    follow = ("inbox", "--follow", "--cursor", "place", "--json")

    with shell.start(*follow) as process:
        assert process.stdout is not None
        assert '"One"' in process.stdout.readline()
        assert '"Two"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    sandbox.outbox.reply(JO, "Three")
    sandbox.outbox.advance(1)
    with shell.start(*follow) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        # "Two" may be printed again, since its cursor may not have been stored yet.
        assert '"Three"' in (process.stdout.readline() if '"Two"' in first else first)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert (shell.home / "place").stat().st_mode & 0o777 == 0o600


def test_messages_are_rescheduled_aborted_and_resubmitted(shell: Shell, sandbox: Sandbox) -> None:
    delayed = sent_id(shell, "--to", JO, "--at", "2030-01-01T09:00")
    moved = shell.run("reschedule", delayed, "--at", "2031-01-01T09:00", "--json")
    assert moved.record["message_id"] == delayed
    assert moved.record["action"] == "Reschedule"
    assert (
        "Action\tReschedule" in shell.run("reschedule", delayed, "--at", "2032-01-01T09:00").stdout
    )
    aborted = shell.run("abort", delayed)
    assert "Action\tAbort" in aborted.stdout
    again = shell.run("abort", delayed, "--json")
    assert again.code == 1
    assert again.record["error"]["type"] == "BadRequestError"

    failed = sent_id(shell, "--to", FAILS)
    sandbox.outbox.advance(10)
    assert "Action\tResubmit" in shell.run("resubmit", failed).stdout
    sandbox.outbox.advance(10)
    assert shell.run("resubmit", failed, "--json").record["action"] == "Resubmit"


def test_the_reason_of_a_failure_is_safe_to_print(shell: Shell, sandbox: Sandbox) -> None:
    failed = {"Destination": FAILS, "Status": "Failed", "Result": "Bad\x1b[2J\nError"}
    fields = {"Result": "Success", "MessageID": "ID1", "Status": "Completed", "Failed": 1}
    body = json.dumps({**fields, "Recipients": [failed]})
    script = {"method": "GET", "path": "/get/status/*", "status": 200, "body": body}
    sandbox.outbox.control("PUT", "faults", {"faults": [script]})
    try:
        done = shell.run("status", "ID1", "--wait")
    finally:
        sandbox.outbox.control("DELETE", "faults")
    assert (done.code, done.stderr) == (1, "Why deliveries failed: Bad\ufffd[2J Error.\n")


def test_a_lost_response_exits_with_3_and_prints_the_confirm_command(
    shell: Shell, sandbox: Sandbox
) -> None:
    lost = {"method": "POST", "path": "/send/sms", "do": "drop", "keep": False}
    sandbox.outbox.control("PUT", "faults", {"faults": [lost]})
    try:
        done = shell.run("send", "Hello", "--to", JO, "--json")
    finally:
        sandbox.outbox.control("DELETE", "faults")

    assert done.code == 3
    error = done.record["error"]
    assert (error["type"], error["sent"]) == ("SendUncertainError", "unknown")
    hint = f"Before you send it again, ask the gateway: bestsms confirm {error['message_id']}"
    assert hint in done.stderr
    assert shell.run("confirm", error["message_id"]).code == 3
