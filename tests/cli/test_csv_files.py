"""Importing and exporting CSV files. Each row is imported once, despite failures."""

import csv
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import BESTSMS, Shell

from bestsms_cli.files.journal import Journal
from bestsms_client import BestSMS
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

JO = "+61491570006"


@pytest.fixture
def client(shell: Shell, sandbox: Sandbox) -> Iterator[BestSMS]:
    assert shell.variables["BESTSMS_API_URL"] == sandbox.base_url
    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        yield client


def names(client: BestSMS) -> list[str]:
    return sorted(one.attention or "" for one in client.addressbook.contact.iter())


def total(client: BestSMS) -> int:
    return client.addressbook.contact.list(records_per_page=1).total_records or 0


def write(shell: Shell, rows: list[str], header: str = "Attention,Mobile") -> Path:
    path = shell.home / "people.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_import_and_export(shell: Shell, client: BestSMS) -> None:
    path = write(shell, [f"Person {n},+614915701{n:02}" for n in range(10)])
    done = shell.run("contacts", "import", path)
    assert done.code == 0, done.stderr
    assert done.stdout == "Created\t10\nAlready imported\t0\nRejected\t0\nUnknown\t0\n"
    assert len(names(client)) == 10

    again = shell.run("contacts", "import", path, "--json")
    assert again.record == {"created": 0, "skipped": 10, "rejected": 0, "unknown": 0}
    assert shell.run("contacts", "import", path, "--again", "--json").record["created"] == 10
    assert len(names(client)) == 20

    exported = shell.home / "out.csv"
    assert shell.run("contacts", "export", exported).stdout == f"File\t{exported}\nRows\t20\n"
    assert exported.stat().st_mode & 0o777 == 0o600
    with exported.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["attention"] for row in rows} == {f"Person {n}" for n in range(10)}
    assert shell.run("contacts", "export", exported).code == 2
    forced = shell.run("contacts", "export", exported, "--force", "--json")
    assert forced.record == {"file": str(exported), "rows": 20}
    assert shell.run("contacts", "export").stdout == exported.read_bytes().decode()


def test_an_export_can_be_imported(shell: Shell, client: BestSMS) -> None:
    odd = ["=1+1", "'=x", "'tis", "-5", "@x", "+1-2", 'a"b\nc;d,e', "\uff1dx", "  =y", JO]
    for text in odd:
        client.addressbook.contact.create(attention=text, mobile_phone=JO)
    shell.run("contacts", "export", "out.csv")
    text = (shell.home / "out.csv").read_text()
    assert ",'=1+1," in text
    assert f",{JO}," in text
    before = names(client)
    for one in list(client.addressbook.contact.iter()):
        client.addressbook.contact.delete(one)

    done = shell.run("contacts", "import", "out.csv")
    assert done.code == 0, done.stderr
    assert names(client) == before


def test_import_into_a_group(shell: Shell, client: BestSMS) -> None:
    client.addressbook.group.create(group_name="Staff")
    path = write(shell, ["Jo,", "Sam,"])
    assert shell.run("contacts", "import", path, "--group", "None").code == 1
    assert names(client) == []
    assert shell.run("contacts", "import", path).code == 0
    done = shell.run("contacts", "import", path, "--group", "Staff", "--json")
    assert done.record == {"created": 0, "skipped": 2, "rejected": 0, "unknown": 0}
    members = client.addressbook.group_contact.iter("Staff")
    assert sorted(one.attention or "" for one in members) == ["Jo", "Sam"]
    exported = shell.run("contacts", "export", "--group", "Staff")
    assert len(exported.stdout.splitlines()) == 3


def test_import_and_export_of_groups(shell: Shell) -> None:
    rows = ["Staff,S1,Account", "Cooks,S2,No", ",S3,No", "Bad,S4,All"]
    path = write(shell, rows, header="Group Name,Code,View Edit By")
    done = shell.run("groups", "import", path)
    assert done.code == 1
    assert done.stderr == (
        "line 4: group_name is missing\n"
        "line 5: view_edit_by is not one of Account, SubAccount, Department, No\n"
    )
    exported = shell.run("groups", "export")
    assert [line.split(",")[1:3] for line in exported.stdout.splitlines()] == [
        ["group_name", "group_code"],
        ["Cooks", "S2"],
        ["Staff", "S1"],
    ]
    done = shell.run("groups", "import", path, "--json", "--again")
    assert done.code == 1
    assert sorted(record.get("line", 0) for record in done.records) == [0, 2, 3, 4, 5]
    assert done.records[-1]["rejected"] == 4


def test_rejected_rows_are_reported_with_their_line(shell: Shell, client: BestSMS) -> None:
    path = shell.home / "people.csv"
    path.write_bytes(
        b"\xef\xbb\xbfAttention;Mobile Phone;View by\r\n"
        b'"two\r\nlines";+61491570006;Account\r\n'  # line 2, which spans two lines
        b"\r\n"
        b"J\xf6rg;+61491570156;\r\n"
        b"Jo;+61491570157;Everyone\r\n"
        b"Jo;+61491570157;;too;many\r\n"
        b'"Jo"x;+61491570157;\r\n'
        b"Sam;+61491570158;\r\n"
        b"Sam;+61491570158;\r\n"
    )
    done = shell.run("contacts", "import", path, "--rejects", "rejects.csv")

    assert done.code == 1
    lines = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert list(lines) == ["line 5", "line 6", "line 7", "line 8", "line 10"]
    assert lines["line 5"] == "not valid UTF-8 (see --encoding)"
    assert lines["line 6"] == "view_by is not one of Account, SubAccount, Department, No"
    assert lines["line 7"] == "more than 3 columns"
    assert lines["line 8"].startswith("misplaced quotation mark")
    assert lines["line 10"] == "duplicate of line 9"
    assert names(client) == ["Sam", "two\r\nlines"]
    assert (shell.home / "rejects.csv").stat().st_mode & 0o777 == 0o600
    with (shell.home / "rejects.csv").open(newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["5", "6", "7", "8", "10"]

    latin = shell.run("contacts", "import", path, "--encoding", "latin-1", "--json")
    assert {"line": 10, "rejected": "duplicate of line 9"} in latin.records


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Attention,Shoe size\nJo,44\n", "Unknown column 'Shoe size'. Known columns: attention,"),
        (b"Mobile,Mobile phone\n1,2\n", "Several columns contain the field mobile_phone."),
        (b"contact_id\n1\n", "The header row has no column for a field of a contact."),
        (
            b'Attention\nJo\n"Sam\nBob\n',
            "Line 3 opens a quotation mark that is never",
        ),
        ("Attention\nJo\n".encode("utf-16")[:-1], "is not valid UTF-16."),
        (b"\xff\xfe\x00\xd8A\x00", "Line 1 is not valid UTF-16."),
        (b"Attention\nJo\n" + b'"' + b"x" * 200_000, "Line 3 opens a quotation mark"),
    ],
)
def test_unusable_files_are_refused(shell: Shell, content: bytes, reason: str) -> None:
    (shell.home / "people.csv").write_bytes(content)
    done = shell.run("contacts", "import", "people.csv")

    assert done.code == 2
    assert reason in " ".join(done.stderr.split())


def test_encodings(shell: Shell, client: BestSMS) -> None:
    path = shell.home / "people.csv"
    for encoding in ("utf-16", "utf-8-sig"):
        path.write_text(f"Attention\tCompany\nJ\xf6rg\t{encoding}\n", encoding)
        assert shell.run("contacts", "import", path).code == 0
    path.write_text("Attention\nJ\xf6rg \u20ac\n", "cp1252")
    assert shell.run("contacts", "import", path).code == 1
    assert shell.run("contacts", "import", path, "--encoding", "cp1252").code == 0
    assert names(client) == ["J\xf6rg", "J\xf6rg", "J\xf6rg \u20ac"]
    for encoding in ("klingon", "hex"):
        assert shell.run("contacts", "import", path, "--encoding", encoding).code == 2


def test_a_dry_run_changes_nothing(new_shell: Shell) -> None:
    path = write(new_shell, ["Jo,", "Jo,", "Sam,"])
    done = new_shell.run("contacts", "import", path, "--dry-run", "--json")
    assert done.code == 1
    assert done.records == [
        {"line": 3, "rejected": "duplicate of line 2"},
        {"created": 2, "skipped": 0, "rejected": 1, "unknown": 0},
    ]
    assert not (new_shell.home / "state").exists()


def test_a_changed_file_imports_only_new_rows(shell: Shell, client: BestSMS) -> None:
    path = write(shell, ["Jo,", "Sam,"])
    shell.run("contacts", "import", path)
    write(shell, ["Bob,", "Sam,", "Jo,"])
    done = shell.run("contacts", "import", path, "--json")
    assert done.record == {"created": 1, "skipped": 2, "rejected": 0, "unknown": 0}
    assert names(client) == ["Bob", "Jo", "Sam"]


def test_a_lost_response_is_reconciled_by_the_next_run(
    shell: Shell, client: BestSMS, sandbox: Sandbox
) -> None:
    # A similar contact from long ago was not created by the import.
    client.addressbook.contact.create(attention="Jo")
    sandbox.outbox.advance(7200)
    path = write(shell, ["Al,"])
    shell.run("contacts", "import", path)
    write(shell, ["Al,", "Jo,", "Sam,", "Bob,"])
    lost = {"method": "POST", "path": "/addressbook/contact", "do": "drop"}
    faults = [lost | {"keep": True, "times": 2}, lost | {"keep": False}]
    sandbox.outbox.control("PUT", "faults", {"faults": faults})
    done = shell.run("contacts", "import", path)
    sandbox.outbox.control("DELETE", "faults")

    assert done.code == 3
    assert "Unknown\t3" in done.stdout
    assert "Run the same command again" in done.stderr
    assert total(client) == 4

    done = shell.run("contacts", "import", path, "--json")
    assert done.record == {"created": 1, "skipped": 3, "rejected": 0, "unknown": 0}
    assert names(client) == ["Al", "Bob", "Jo", "Jo", "Sam"]


def test_an_older_contact_is_not_taken_for_a_lost_row(
    shell: Shell, client: BestSMS, sandbox: Sandbox
) -> None:
    client.addressbook.contact.create(attention="Jo")
    sandbox.outbox.advance(7200)
    path = write(shell, ["Sam,"])
    assert shell.run("contacts", "import", path).code == 0
    write(shell, ["Sam,", "Jo,"])
    lost = {"method": "POST", "path": "/addressbook/contact", "do": "drop", "keep": False}
    sandbox.outbox.control("PUT", "faults", {"faults": [lost]})
    assert shell.run("contacts", "import", path).code == 3
    sandbox.outbox.control("DELETE", "faults")

    assert shell.run("contacts", "import", path, "--json").record["created"] == 1
    assert names(client) == ["Jo", "Jo", "Sam"]


def test_a_killed_import_can_be_continued(shell: Shell, client: BestSMS) -> None:
    _kill_again_and_again(shell, client, rows=300, times=3)


def test_a_killed_import_of_5000_contacts_can_be_continued(shell: Shell, client: BestSMS) -> None:
    _kill_again_and_again(shell, client, rows=5000, times=5)


def _kill_again_and_again(shell: Shell, client: BestSMS, *, rows: int, times: int) -> None:
    path = write(shell, [f"Person {n:04},+6149157{n:04}" for n in range(rows)])
    for time in range(1, times + 1):
        with shell.start("contacts", "import", path) as process:
            while total(client) < rows * time // (times + 1):
                assert process.poll() is None
            process.kill()
    done = shell.run("contacts", "import", path, "--json")

    assert done.code == 0
    assert done.record["created"] + done.record["skipped"] == rows
    assert names(client) == [f"Person {n:04}" for n in range(rows)]


def test_ctrl_c_ends_an_import_with_130_and_says_how_to_continue(
    shell: Shell, client: BestSMS
) -> None:
    path = write(shell, [f"Person {n:04}," for n in range(300)])
    with shell.start("contacts", "import", path) as process:
        while total(client) < 30:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130, stderr
    assert "Run the same command again to continue" in stderr
    made = total(client)
    assert made < 300
    assert shell.run("contacts", "import", path, "--json").record["skipped"] == made
    assert total(client) == 300


def test_an_interrupt_between_two_transactions_leaves_the_journal_usable(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        database = journal._db  # pyright: ignore[reportPrivateUsage]
        database.execute("COMMIT")  # Ctrl-C arrives here
        journal.begin(b"Jo", 2, "2030-01-31 09:00:00")
        database.execute("COMMIT")
    with Journal(path) as journal:
        assert journal.unknown() == {b"Jo": "2030-01-31 09:00:00"}


def test_a_wrong_token_ends_an_import_immediately(shell: Shell, client: BestSMS) -> None:
    path = write(shell, [f"Person {n}," for n in range(50)])
    wrong = shell.with_variables(BESTSMS_AUTH_TOKEN="wrong")
    assert wrong.run("contacts", "import", path).code == 4
    assert total(client) == 0
    assert shell.run("contacts", "import", path, "--json").record["created"] == 50


def test_a_second_import_of_the_same_file_is_refused(shell: Shell, client: BestSMS) -> None:
    path = write(shell, [f"Person {n:04}," for n in range(400)])
    with shell.start("contacts", "import", path) as process:
        while total(client) < 5:
            assert process.poll() is None
        process.send_signal(signal.SIGSTOP)
        done = shell.run("contacts", "import", path)
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 0
    assert done.code == 1
    assert "Another import of this file is running." in done.stderr
    assert total(client) == 400


def test_an_interrupted_export_continues(shell: Shell, client: BestSMS, sandbox: Sandbox) -> None:
    path = write(shell, [f"Person {n:04}," for n in range(1100)])
    assert shell.run("contacts", "import", path).code == 0
    listed = {"method": "GET", "path": "/addressbook/contact/list*", "do": "answer"}
    faults = [listed | {"times": 1, "after_seconds": 0.001}, listed | {"status": 400, "body": "{}"}]
    sandbox.outbox.control("PUT", "faults", {"faults": faults})
    failed = shell.run("contacts", "export", "out.csv")
    sandbox.outbox.control("DELETE", "faults")
    assert failed.code == 1
    part = shell.home / "out.csv.part"
    part.write_bytes(part.read_bytes().replace(b"Person 0000", b"Person ABCD"))
    assert sorted(one.name for one in shell.home.glob("out.csv*")) == [
        "out.csv.part",
        "out.csv.part.json",
    ]

    assert shell.run("contacts", "export", "out.csv", "--json").record["rows"] == 1100
    with (shell.home / "out.csv").open(newline="") as file:
        exported = sorted(row["attention"] for row in csv.DictReader(file))
    # The first page is not read again, so a manual change in it is still there.
    assert exported == [*names(client)[1:], "Person ABCD"]
    assert [one.name for one in shell.home.glob("out.csv*")] == ["out.csv"]


def test_a_million_rows_in_bounded_memory(new_shell: Shell) -> None:
    few, many = _peak(new_shell, 10_000), _peak(new_shell, 1_000_000)
    assert many - few < 20_000  # kilobytes


def _peak(shell: Shell, rows: int) -> int:
    path = shell.home / f"{rows}.csv"
    with path.open("w") as file:
        file.write("Attention,Mobile\n")
        file.writelines(f"Person {n},+61491{n:06}\n" for n in range(rows))
    measured = "import resource; from bestsms_cli.errors import run; code = run(); "
    measured += "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    python = BESTSMS.with_name("python")
    done = subprocess.run(
        [python, "-c", measured, "contacts", "import", path, "--dry-run", "--json"],
        check=True,
        env=shell.environment,
        capture_output=True,
        text=True,
    )
    record, result = done.stdout.splitlines()
    assert f'"created": {rows},' in record
    code, kilobytes = map(int, result.split())
    assert code == 0
    return kilobytes
