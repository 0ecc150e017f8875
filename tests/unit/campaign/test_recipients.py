"""Recipients from CSV files, cursors and iterables. Every row is checked before any send."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.campaign.campaign_gateway import Gateway, create, people, run

from bestsms_campaign import Campaign, CampaignError
from bestsms_client import Contact, Destination, InvalidRequestError

JO, SAM = "+61491570006", "+61491570156"


def numbers(campaign: Campaign, folder: Path) -> list[str]:
    """Return the recipients in the report."""
    campaign.report(folder / "report.csv")
    lines = (folder / "report.csv").read_text().splitlines()[1:]
    return [line.split(",")[1] for line in lines if line.split(",")[1]]


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(f"Mobile,First Name,City\n{JO},Jo,Perth\n{SAM},Sam,Hobart\n")
    return path


def test_a_csv_file(csv_file: Path, tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path, message="Hi [[FirstName]]", recipients=csv_file) as campaign:
        run(campaign, gateway)
    assert gateway.texts[0]["Destinations"] == [
        {"Recipient": JO, "FirstName": "Jo"},
        {"Recipient": SAM, "FirstName": "Sam"},
    ]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"Mobile;Attention\r\n{JO};Zoë\r\n", "utf-8"),
        (f"\ufeffMobile\tAttention\n{JO}\tZoë\n", "utf-8"),
        (f'"Mobile","Attention"\n"{JO}"," Zoë "\n\n', "utf-8"),
        (f"Mobile,Attention\n{JO},Zoë\n", "cp1252"),
        (f"Mobile,Attention\n{JO},Zoë\n", "utf-16"),
    ],
)
def test_csv_dialects(content: str, encoding: str, tmp_path: Path) -> None:
    path, gateway = tmp_path / "people.csv", Gateway()
    path.write_bytes(content.encode(encoding))
    with create(
        tmp_path, message="Hi [[Attention]]", recipients=str(path), encoding=encoding
    ) as campaign:
        run(campaign, gateway)
    assert gateway.texts[0]["Destinations"] == [{"Recipient": JO, "Attention": "Zoë"}]


def test_rejected_rows_have_a_line_number_and_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        f'Mobile,Attention\n{JO},"Jo\nthe first"\n12,Sam\n{SAM},Al,too many\n,nobody\n'
        f"+61491570157 +61491570158,two\n{SAM},Kim\n"
    )
    with create(tmp_path, message="Hi [[Attention]]", recipients=path) as campaign:
        assert numbers(campaign, tmp_path) == [JO, SAM]
        rejects = {reject.line: reject.reason for reject in campaign.rejects()}
        assert list(rejects) == [4, 5, 6, 7]
        assert rejects[5] == "expected 2 columns, got 3"
        assert not any("57015" in reason for reason in rejects.values())
        assert campaign.status().rejected == 4
        assert "line 4: " in str(campaign.plan())


def test_the_reason_for_a_row_of_another_type_is_a_sentence(tmp_path: Path) -> None:
    rows: list[Any] = ["+61491570006", None, 5, "12"]
    with Campaign.create(tmp_path / "c.db", message="Hi", recipients=rows) as campaign:
        starts = [reject.reason.partition(".")[0] for reject in campaign.rejects()]
    assert starts == [
        "the row is None",
        "the row is of type int",
        "not a phone number: it has 2 digits; a phone number has 7 to 15",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Name,City\nJo,Perth\n", r"no column for the number \(Name, City\)"),
        (f"Mobile,Phone\n{JO},{SAM}\n", r"several columns for the number \(Mobile, Phone\)"),
        (f"Mobile,Name\n{JO},Jo\n", r"uses \[\[attention\]\].*no column for it"),
        ("", "no column for the number"),
        ("Mobile,Attention\n", "no row with a valid recipient"),
        ("Mobile,Attention\n12,Jo\n", r"no row with a valid recipient \(1 rejected\)"),
        (f'Mobile,Attention\n"{JO}"x,Jo\n', "cannot be read as CSV"),
    ],
)
def test_an_unusable_file_is_refused_as_a_whole(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(content)
    with pytest.raises(CampaignError, match=reason):
        create(tmp_path, message="Hi [[Attention]]", recipients=path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["people.csv"]


def test_other_unusable_files(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="No such file"):
        create(tmp_path, recipients="missing.csv")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"Mobile,Attention\n{JO},Zo\xeb\n".encode("latin-1"))
    with pytest.raises(CampaignError, match=r'is not valid utf-8.*encoding="cp1252"'):
        create(tmp_path, recipients=latin)
    with pytest.raises(CampaignError, match="cannot be read as CSV: unknown encoding"):
        create(tmp_path, recipients=latin, encoding="klingon")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (
            {"Handset": "recipient"},
            "no column 'Handset'. Its columns are Mobile, First Name, City",
        ),
        ({"City": "town"}, "'town' is not a field"),
    ],
)
def test_missing_columns(
    columns: dict[str, str], reason: str, csv_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(CampaignError, match=reason):
        create(tmp_path, recipients=csv_file, columns=columns)


def test_columns_can_be_mapped(csv_file: Path, tmp_path: Path) -> None:
    gateway = Gateway()
    columns = {"First Name": "attention", "City": "custom_1"}
    with create(
        tmp_path, message="[[Attention]] of [[Custom1]]", recipients=csv_file, columns=columns
    ) as campaign:
        run(campaign, gateway)
    assert gateway.texts[0]["Destinations"][0] == {
        "Recipient": JO, "Attention": "Jo", "Custom1": "Perth",
    }  # fmt: skip


@pytest.mark.parametrize("as_rows", [False, True])
def test_a_database_cursor(as_rows: bool, tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    if as_rows:
        connection.row_factory = sqlite3.Row
    connection.execute("CREATE TABLE customer (phone TEXT, attention TEXT, group_id TEXT)")
    rows = [(JO, "Jo", "gold"), (SAM, None, "gold"), (None, "nobody", "")]
    connection.executemany("INSERT INTO customer VALUES (?, ?, ?)", rows)
    cursor = connection.execute("SELECT * FROM customer")
    gateway = Gateway()
    with create(tmp_path, recipients=cursor) as campaign:
        run(campaign, gateway)
        assert [reject.line for reject in campaign.rejects()] == [3]
    connection.close()
    # A group_id in the user's table is not a BestSMS group.
    assert gateway.texts[0]["Destinations"] == [
        {"Recipient": JO, "Attention": "Jo"}, {"Recipient": SAM},
    ]  # fmt: skip


def test_an_iterable_of_mixed_forms(tmp_path: Path) -> None:
    rows: list[Any] = [
        JO,
        {"recipient": SAM, "attention": "Sam"},
        "+61 491 570 157",
        Destination(recipient="+61491570158", company="Example"),
        Contact(contact_id="C1"),
        {"contact_id": "C1"},
        {"recipient": "+61491570159", "atention": "x"},
        JO,
        "0491570110",
        5,
        None,
    ]
    with create(tmp_path, recipients=iter(rows)) as campaign:
        assert numbers(campaign, tmp_path) == [JO, SAM, "+61491570157", "+61491570158"]
        assert [reject.line for reject in campaign.rejects()] == [5, 6, 7, 9, 10, 11]
        assert campaign.status().duplicates == 1


def test_national_numbers_with_a_region(tmp_path: Path) -> None:
    with create(tmp_path, recipients=["0491 570 006", JO], region="AU") as campaign:
        assert numbers(campaign, tmp_path) == [JO]
        assert campaign.status().duplicates == 1


@pytest.mark.parametrize("recipients", [{"recipient": JO}, b"+61491570006", 7, None, object()])
def test_anything_but_an_iterable_of_recipients_is_refused(recipients: Any, tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="recipients is of type"):
        create(tmp_path, recipients=recipients)
    assert not list(tmp_path.iterdir())


def test_a_failing_source_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield from people(5_000)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create(tmp_path, recipients=broken())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options",
    [
        {"message": "Hi [[Nickname]]"},
        {"message": "see [[File1]]"},
        {"message": "x" * 500},
        {"message": ""},
        {"send_time": "2020-01-01"},
        {"reference": "x" * 200},
    ],
)
def test_a_message_that_fits_no_recipient_is_refused(
    options: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(InvalidRequestError):
        create(tmp_path, **options)
    assert not list(tmp_path.iterdir())


def test_a_text_that_is_too_long_for_one_recipient_rejects_its_row(tmp_path: Path) -> None:
    rows = [
        {"recipient": JO, "attention": "Jo"},
        {"recipient": SAM, "attention": "x" * 500},
        {"recipient": "+61491570157", "attention": "y" * 100},
    ]
    with create(tmp_path, message="Hi [[Attention]]", recipients=rows) as campaign:
        assert numbers(campaign, tmp_path) == [JO, "+61491570157"]
        (reject,) = campaign.rejects()
        assert reject.line == 2
        assert "too long" in reject.reason


def test_a_text_that_cannot_be_encoded_rejects_its_row(tmp_path: Path) -> None:
    rows = [
        {"recipient": JO, "attention": "Jo"},
        {"recipient": SAM, "attention": "half a pair \ud83d"},
        {"recipient": "+61491570157", "attention": "\U0001f600"},
    ]
    with create(tmp_path, message="Hi [[Attention]]", recipients=rows) as campaign:
        assert numbers(campaign, tmp_path) == [JO, "+61491570157"]
        assert [reject.line for reject in campaign.rejects()] == [2]
        run(campaign, Gateway())


def test_only_the_owner_can_read_the_journal(tmp_path: Path) -> None:
    with create(tmp_path) as campaign:
        run(campaign, Gateway())
        files = [*tmp_path.glob("spring.db*")]
        assert len(files) >= 2
        for path in files:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        campaign.report(tmp_path / "report.csv")
        assert stat.S_IMODE((tmp_path / "report.csv").stat().st_mode) == 0o600


def test_the_plan_counts_recipients_parts_and_price(tmp_path: Path) -> None:
    rows = [{"recipient": number, "attention": "x" * 150 * (place % 2)}
            for place, number in enumerate(people(30))]  # fmt: skip
    with create(tmp_path, message="Hi [[Attention]]", recipients=rows) as campaign:
        plan = campaign.plan(price=0.1)
        assert (plan.recipients, plan.chunks, plan.parts) == (30, 3, (30, 30))
        assert str(plan.price.least if plan.price else "") == "3.0"
        assert "30 recipients in 3 requests, 30 parts, price 3.0" in str(plan)
        assert plan.warnings == ("[[Attention]] is empty for line 1 and 4 more.",)


@pytest.mark.parametrize("price", ["text", "", float("nan"), True])
def test_a_price_that_is_not_a_number_is_refused(price: Any, tmp_path: Path) -> None:
    with create(tmp_path) as campaign, pytest.raises(InvalidRequestError, match="price must be"):
        campaign.plan(price=price)


def test_an_unknown_argument_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(CampaignError) as caught:
        create(tmp_path, qiet_hours=None)
    assert str(caught.value) == (
        "Campaign.create has no argument qiet_hours. Did you mean quiet_hours?"
    )
    assert not any(tmp_path.iterdir())
