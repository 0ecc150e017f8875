"""The contract's rules for requests, its limits and its error texts.

The models have no lengths, patterns or ranges, so these are given here as data. Made by
scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Constraint(NamedTuple):
    """The contract's rules for one property or parameter."""

    type: str
    """The JSON type: string, integer, number, boolean, array or object."""
    required: bool = False
    """Whether a request must have it."""
    min_length: int | None = None
    """The minimum number of characters."""
    max_length: int | None = None
    """The maximum number of characters."""
    pattern: str | None = None
    """A regular expression (ECMA 262) that some part of the value must match."""
    enum: tuple[str, ...] = ()
    """The allowed values; empty if any value is allowed."""
    min_items: int | None = None
    """The minimum number of items."""
    max_items: int | None = None
    """The maximum number of items."""
    minimum: float | None = None
    """The smallest number."""
    maximum: float | None = None
    """The largest number."""
    v3_max_length: int | None = None
    """The maximum number of characters in API v3.00. The client only warns about it."""
    assumed: frozenset[str] = frozenset()
    """Keywords such as `maxLength` that no source attests. The client only warns about them."""
    evidence: tuple[str, ...] = ()
    """The sources of these rules, as spec/README.md describes them."""
    error_missing: str | None = None
    """The gateway's ErrorMessage if the value is missing."""
    error_invalid: str | None = None
    """The gateway's ErrorMessage if the value is invalid."""


class Limit(NamedTuple):
    """A limit of the gateway that does not belong to a single property."""

    value: int
    unit: str
    description: str
    evidence: tuple[str, ...]


class MergeField(NamedTuple):
    """A merge field, which a text contains in double square brackets."""

    field: str
    """The name; a `{name}` in it stands for any text."""
    kind: str
    """The kind of its value: a value of the recipient, a file's link, or another link."""
    description: str
    evidence: tuple[str, ...]


class DeliveryResult(NamedTuple):
    """A final delivery result of a recipient."""

    result: str
    """The gateway's text. Ignore its case in comparisons."""
    status: str
    """The recipient's Status that comes with it."""
    charged: bool
    """Whether the message is charged."""
    webhook: bool
    """Whether a webhook reports the result. Polling always does."""
    description: str
    evidence: tuple[str, ...]


class ErrorText(NamedTuple):
    """An ErrorMessage of the gateway."""

    text: str
    """The text; a `{name}` in it stands for any text."""
    status: int
    """The HTTP status that it comes with."""
    meaning: str
    """One of not-found, authentication, invalid, conflict, server."""
    trigger: str
    """The cause of the error."""
    evidence: tuple[str, ...]


SERVERS: Final[tuple[str, ...]] = ("https://api.bestsms.com.au/api/v2.04",)
"""The base URLs of the API, the default first."""

SCHEMAS: Final[Mapping[str, Mapping[str, Constraint]]] = {
    "SendSMSRequest": {
        "MessageData": Constraint(
            type="object",
            required=True,
            evidence=("node", "python", "dotnet", "docs", "help"),
            error_missing="Missing message data",
            error_invalid="Failed to process your API request. Check your syntax.",
        ),
    },
    "MessageData": {
        "Destinations": Constraint(
            type="array",
            required=True,
            min_items=1,
            evidence=("seed", "node", "python", "docs"),
            error_missing="Missing or empty destinations",
            error_invalid="Missing or empty destinations",
        ),
        "Message": Constraint(
            type="string",
            required=True,
            min_length=1,
            evidence=("seed", "node", "python", "docs"),
            error_missing="Missing or empty message",
            error_invalid="Missing or empty message",
        ),
        "WebhookCallbackURL": Constraint(
            type="string",
            pattern="^https://",
            v3_max_length=500,
            evidence=("node", "python", "docs", "help"),
            error_invalid="WebhookCallbackURL must start with https://",
        ),
        "WebhookCallbackFormat": Constraint(
            type="string",
            enum=("JSON", "XML"),
            evidence=("node", "python", "docs"),
            error_invalid="Missing or invalid WebhookCallbackFormat - JSON or XML",
        ),
        "SendTime": Constraint(
            type="string",
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            evidence=("seed", "node", "python", "dotnet", "docs"),
            error_invalid="Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",
        ),
        "TimeZone": Constraint(
            type="string", v3_max_length=75, evidence=("seed", "node", "python", "docs")
        ),
        "Mode": Constraint(
            type="string",
            enum=("Test",),
            evidence=("seed", "node", "python", "dotnet", "docs"),
            error_invalid="Only Mode=Test is allowed",
        ),
        "MessageID": Constraint(
            type="string",
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "docs", "help"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
        "Reference": Constraint(
            type="string",
            max_length=80,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Reference must be at most 80 characters",
        ),
        "SubAccount": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs")
        ),
        "Department": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs")
        ),
        "ChargeCode": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "FromNumber": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "SMSEmailReply": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "CharacterConversion": Constraint(
            type="boolean", evidence=("seed", "node", "python", "docs")
        ),
        "ReportTo": Constraint(type="string", evidence=("node", "python", "dotnet")),
        "Files": Constraint(type="array", max_items=10, evidence=("node", "python", "docs")),
    },
    "Destination": {
        "Recipient": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "ContactID": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "GroupID": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "GroupCode": Constraint(type="string", evidence=("docs", "v3")),
        "Attention": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "Company": Constraint(type="string", evidence=("seed", "node", "python", "docs")),
        "FirstName": Constraint(type="string", evidence=("python", "dotnet", "docs", "v3")),
        "LastName": Constraint(type="string", evidence=("python", "dotnet", "docs", "v3")),
        "Custom1": Constraint(
            type="string", evidence=("seed", "node", "python", "dotnet", "docs", "v3")
        ),
        "Custom2": Constraint(
            type="string", evidence=("seed", "node", "python", "dotnet", "docs", "v3")
        ),
        "Custom3": Constraint(type="string", evidence=("seed", "node", "python", "dotnet", "v3")),
        "Custom4": Constraint(type="string", evidence=("seed", "node", "python", "dotnet", "v3")),
        "Custom5": Constraint(type="string", evidence=("seed", "node", "python", "dotnet")),
        "Custom6": Constraint(type="string", evidence=("python",)),
        "Custom7": Constraint(type="string", evidence=("python",)),
        "Custom8": Constraint(type="string", evidence=("python",)),
        "Custom9": Constraint(type="string", evidence=("python",)),
    },
    "File": {
        "Name": Constraint(
            type="string",
            required=True,
            min_length=1,
            v3_max_length=255,
            evidence=("node", "python", "docs"),
            error_missing="Missing file name on file {index}",
            error_invalid="Missing file name on file {index}",
        ),
        "Data": Constraint(
            type="string",
            required=True,
            min_length=1,
            pattern="^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$",
            v3_max_length=1398102,
            evidence=("node", "python", "docs"),
            error_missing="Missing file data on file {index}",
            error_invalid="Missing file data on file {index}",
            assumed=frozenset(["pattern"]),
        ),
    },
    "ResubmitRequest": {
        "SendTime": Constraint(
            type="string",
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",
        ),
    },
    "RescheduleRequest": {
        "SendTime": Constraint(
            type="string",
            required=True,
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            evidence=("seed", "node", "python", "docs"),
            error_missing="Missing SendTime",
            error_invalid="Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",
        ),
    },
    "ContactWrite": {
        "Attention": Constraint(
            type="string",
            v3_max_length=200,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Title": Constraint(
            type="string", evidence=("seed", "node", "python", "dotnet", "docs", "v3")
        ),
        "Company": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "RecipDepartment": Constraint(
            type="string", v3_max_length=100, evidence=("node", "python", "dotnet", "docs", "v3")
        ),
        "FirstName": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "LastName": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Position": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "StreetAddress": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Suburb": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "City": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "State": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Country": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Postcode": Constraint(
            type="string", v3_max_length=100, evidence=("seed", "node", "dotnet", "docs", "v3")
        ),
        "MainPhone": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "AltPhone1": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "AltPhone2": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "DirectPhone": Constraint(
            type="string", evidence=("seed", "node", "python", "dotnet", "docs")
        ),
        "MobilePhone": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "FaxNumber": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "EmailAddress": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "WebAddress": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Custom1": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Custom2": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Custom3": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "Custom4": Constraint(
            type="string",
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
        ),
        "ViewBy": Constraint(
            type="string",
            enum=("Account", "SubAccount", "Department", "No"),
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid ViewBy option - must be Account/SubAccount/Department/No",
        ),
        "EditBy": Constraint(
            type="string",
            enum=("Account", "SubAccount", "Department", "No"),
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid EditBy option - must be Account/SubAccount/Department/No",
        ),
    },
    "GroupCreate": {
        "GroupName": Constraint(
            type="string",
            required=True,
            min_length=1,
            v3_max_length=100,
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_missing="Missing GroupName",
            error_invalid="Missing GroupName",
        ),
        "GroupCode": Constraint(
            type="string",
            min_length=1,
            v3_max_length=100,
            evidence=("seed", "python", "docs", "v3"),
            assumed=frozenset(["minLength"]),
        ),
        "SubAccount": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs", "v3")
        ),
        "Department": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs", "v3")
        ),
        "ViewEditBy": Constraint(
            type="string",
            enum=("Account", "SubAccount", "Department", "No"),
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid ViewEditBy option - must be Account/SubAccount/Department/No",
        ),
    },
    "GroupUpdate": {
        "GroupName": Constraint(
            type="string",
            min_length=1,
            v3_max_length=100,
            evidence=("seed", "node", "python", "docs", "v3"),
            assumed=frozenset(["minLength"]),
        ),
        "SubAccount": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs", "v3")
        ),
        "Department": Constraint(
            type="string", v3_max_length=40, evidence=("seed", "node", "python", "docs", "v3")
        ),
        "ViewEditBy": Constraint(
            type="string",
            enum=("Account", "SubAccount", "Department", "No"),
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid ViewEditBy option - must be Account/SubAccount/Department/No",
        ),
    },
    "ContactGroupCreate": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            evidence=("node", "python", "docs"),
            error_missing="Missing GroupID",
            error_invalid="Missing GroupID",
        ),
    },
    "GroupContactCreate": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            evidence=("seed", "node", "python"),
            error_missing="Missing ContactID",
            error_invalid="Missing ContactID",
        ),
    },
}
"""Request schemas by name, then by property name as on the wire."""

PARAMETERS: Final[Mapping[str, Mapping[str, Constraint]]] = {
    "sendSms": {},
    "getStatus": {
        "MessageID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "getSmsReceived": {
        "timePeriod": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "dotnet", "docs"),
            error_invalid="TimePeriod must be a number - number of minutes",
        ),
        "dateFrom": Constraint(
            type="string",
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
            evidence=("seed", "node", "python", "dotnet", "docs"),
            error_invalid="DateFrom must be datetime format",
        ),
        "dateTo": Constraint(
            type="string",
            pattern="^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
            evidence=("seed", "node", "python", "dotnet", "docs"),
            error_invalid="DateTo must be datetime format",
        ),
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "getSmsReply": {
        "MessageID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "resubmitMessage": {
        "MessageID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
    },
    "rescheduleMessage": {
        "MessageID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
    },
    "abortMessage": {
        "MessageID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=40,
            pattern="^[A-Za-z0-9_.-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Invalid MessageID",
            assumed=frozenset(["pattern"]),
        ),
    },
    "listContacts": {
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "createContact": {},
    "getContact": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "deleteContact": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "updateContact": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "listContactGroups": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "createContactGroup": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "getContactGroup": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "deleteContactGroup": {
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "listGroups": {
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "createGroup": {},
    "getGroup": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "deleteGroup": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "updateGroup": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "listGroupContacts": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "recordsPerPage": Constraint(
            type="integer",
            minimum=1,
            maximum=999,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="RecordsPerPage must be between 1 and 999",
        ),
        "page": Constraint(
            type="integer",
            minimum=1,
            evidence=("seed", "node", "python", "docs"),
            error_invalid="Page must be greater then 1",
        ),
    },
    "createGroupContact": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "getGroupContact": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
    "deleteGroupContact": {
        "GroupID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=100,
            pattern="^[^/]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
        "ContactID": Constraint(
            type="string",
            required=True,
            min_length=1,
            max_length=64,
            pattern="^[A-Za-z0-9-]+$",
            evidence=("seed", "node", "python", "dotnet", "docs", "v3"),
            error_invalid="Unable to find or access record with id '{id}'.",
            assumed=frozenset(["maxLength", "pattern"]),
        ),
    },
}
"""Parameters by operationId, then by name as on the wire."""

LIMITS: Final[Mapping[str, Limit]] = {
    "requestBytes": Limit(
        20971520,
        "bytes",
        "The maximum size of a request body is 20 MB. It is unknown whether that means 20 * 1024 * 1024 or 20 * 10^6 bytes; the larger value is used.",
        ("seed", "docs", "assumed"),
    ),
    "files": Limit(
        10,
        "files",
        "A request can have at most ten attachments. Their size is limited only by the size of the request.",
        ("docs",),
    ),
    "gsmSingle": Limit(
        160,
        "septets",
        "A single SMS holds 160 characters of the GSM 03.38 alphabet.",
        ("seed", "help", "docs"),
    ),
    "gsmPart": Limit(
        153, "septets", "Each part of a multi-part GSM text holds 153 characters.", ("help", "docs")
    ),
    "ucs2Single": Limit(
        70,
        "UTF-16 code units",
        "A single SMS holds 70 characters if the text needs Unicode (UCS-2).",
        ("help", "docs"),
    ),
    "ucs2Part": Limit(
        67,
        "UTF-16 code units",
        "Each part of a multi-part Unicode text holds 67 characters.",
        ("help",),
    ),
    "capGsm": Limit(
        459,
        "characters",
        "By default a GSM text is truncated to 459 characters (three parts). The vendor raises this limit on request.",
        ("seed", "help", "docs"),
    ),
    "capUcs2": Limit(
        210,
        "characters",
        "By default a Unicode text is truncated to 210 characters. Three parts hold only 201 characters, so a text of 202 to 210 characters takes four parts.",
        ("seed", "docs"),
    ),
    "defaultRecordsPerPage": Limit(
        100,
        "records",
        "The number of records on a page if the request does not specify one.",
        ("seed", "node", "python"),
    ),
    "defaultTimePeriod": Limit(
        1440,
        "minutes",
        "The time window that the vendor's clients request when the caller gives none. The gateway has no default.",
        ("node", "python"),
    ),
    "duplicateWindow": Limit(
        60,
        "seconds",
        "A repeat of the same text from the same sender to the same number within this time is rejected as a duplicate.",
        ("help",),
    ),
    "replyWindow": Limit(
        7,
        "days",
        "A text received from a handset within this time is a reply to the last message sent to that handset. A later text is a new inbound message.",
        ("seed", "docs", "help"),
    ),
    "pollTimeout": Limit(
        48, "hours", "Stop polling for a result after this time.", ("seed", "docs")
    ),
    "pollInterval": Limit(
        1,
        "seconds",
        "Poll a message at most once in this time. Version 2.04 documents no rate limit; this one comes from version 3.00.",
        ("v3",),
    ),
    "webhookRetryInterval": Limit(
        5, "minutes", "The time between two attempts to deliver a webhook.", ("seed", "docs", "v3")
    ),
    "webhookRetryFor": Limit(
        24,
        "hours",
        "The time after which the gateway stops trying to deliver a webhook.",
        ("seed", "docs", "v3"),
    ),
    "webhookTimeout": Limit(
        30,
        "seconds",
        "How long the gateway waits for a webhook receiver to respond. The real value is unknown; this is a guess.",
        ("assumed",),
    ),
}
"""Limits by name, as in the contract's x-limits."""

MERGE_FIELDS: Final[tuple[MergeField, ...]] = (
    MergeField("Attention", "recipient", "The name to address the recipient by.", ("seed", "docs")),
    MergeField("Company", "recipient", "The recipient's company.", ("seed", "docs")),
    MergeField("FirstName", "recipient", "The recipient's first name.", ("python", "docs")),
    MergeField("LastName", "recipient", "The recipient's last name.", ("python", "docs")),
    MergeField("Custom1", "recipient", "A custom value.", ("python", "docs")),
    MergeField("Custom2", "recipient", "A custom value.", ("python", "docs")),
    MergeField("Custom3", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom4", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom5", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom6", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom7", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom8", "recipient", "A custom value.", ("assumed",)),
    MergeField("Custom9", "recipient", "A custom value.", ("assumed",)),
    MergeField(
        "File{number}", "file", "A link to an attachment, counted from 1.", ("seed", "docs")
    ),
    MergeField("Reply", "link", "A link that the recipient can reply through.", ("docs", "help")),
    MergeField("REPLY", "link", "The same link in the vendor's other spelling.", ("docs", "help")),
    MergeField("STOP", "link", "A link that the recipient can opt out through.", ("docs", "help")),
    MergeField("Link:{address}", "link", "A short link to the address.", ("docs", "help")),
)
"""The merge fields, as in the contract's x-merge-fields."""

DELIVERY_RESULTS: Final[tuple[DeliveryResult, ...]] = (
    DeliveryResult(
        "delivered", "Success", True, True, "The handset confirmed the message.", ("help", "docs")
    ),
    DeliveryResult(
        "SentOK", "Success", True, True, "The handset confirmed the message.", ("help",)
    ),
    DeliveryResult(
        "Sent OK",
        "Success",
        True,
        True,
        "The handset confirmed the message. This spelling of SentOK is used in the vendor's webhook documentation.",
        ("seed", "docs"),
    ),
    DeliveryResult(
        "delivered-to-network",
        "Success",
        True,
        True,
        "The carrier accepted the message; the handset has not confirmed it.",
        ("help",),
    ),
    DeliveryResult(
        "Control Deleted", "Success", False, True, "A user aborted the message.", ("help",)
    ),
    DeliveryResult(
        "Undelivered",
        "Failed",
        True,
        True,
        "The carrier could not deliver the message and gave no reason.",
        ("help",),
    ),
    DeliveryResult("Bad Number", "Failed", True, True, "The number is not in use.", ("help",)),
    DeliveryResult(
        "Destination is blacklisted",
        "Failed",
        False,
        True,
        "The recipient has opted out.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-Duplicate",
        "Failed",
        False,
        True,
        "The same text was sent from the same sender to the same number within the duplicate window.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-Country Blocked-Account Policy",
        "Failed",
        False,
        True,
        "The account is not allowed to send to this country.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-Invalid Sender ID",
        "Failed",
        False,
        True,
        "The sender number or name is not allowed.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-Message Content Issue",
        "Failed",
        False,
        True,
        "The content of the message is not allowed.",
        ("help",),
    ),
    DeliveryResult(
        "LinkNotPermitted",
        "Failed",
        False,
        False,
        "The text contains a link that is not on the list of permitted links. It is reported by status requests, the dashboard and e-mail, but not by webhooks.",
        ("help",),
    ),
    DeliveryResult(
        "No Permit Record",
        "Failed",
        False,
        True,
        "A result that the vendor uses internally.",
        ("help",),
    ),
    DeliveryResult(
        "Invalid Mobile Number (RP-Max)",
        "Failed",
        False,
        True,
        "The number has too many digits.",
        ("help",),
    ),
    DeliveryResult(
        "Invalid Mobile Number (RP-Min)",
        "Failed",
        False,
        True,
        "The number has too few digits.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-06-Invalid Mobile Number",
        "Failed",
        False,
        True,
        "The number is in an unused range.",
        ("help",),
    ),
    DeliveryResult(
        "Rejected-07-Invalid Number",
        "Failed",
        False,
        True,
        "The number is not in a mobile number range.",
        ("help",),
    ),
)
"""The known results, as in the contract's x-delivery-results. More may exist."""

OPT_OUT_WORDS: Final[tuple[str, ...]] = ("STOP", "OPTOUT", "OPT OUT", "UNSUBSCRIBE")
"""A reply that begins with one of these words, in any case, opts out."""

ERROR_TEXTS: Final[tuple[ErrorText, ...]] = (
    ErrorText(
        "Unauthorized",
        401,
        "authentication",
        "The auth token is missing or wrong. The vendor also lists an empty header under Missing Sender; that an empty header gets this text is assumed.",
        ("help",),
    ),
    ErrorText(
        "Missing Sender",
        400,
        "authentication",
        "The sender cannot be identified: the Authorization header is empty, or the request is malformed.",
        ("seed", "help"),
    ),
    ErrorText(
        "Missing APIKey",
        400,
        "authentication",
        "A legacy sign-in by e-mail address has no APIKey.",
        ("help",),
    ),
    ErrorText(
        "Invalid sender format",
        400,
        "authentication",
        "The sender in a legacy sign-in is not an e-mail address.",
        ("help",),
    ),
    ErrorText(
        "Failed to process your API request. Check your syntax.",
        400,
        "invalid",
        "The body is valid JSON but does not have the expected structure.",
        ("assumed",),
    ),
    ErrorText("Missing message data", 400, "invalid", "The body has no MessageData.", ("help",)),
    ErrorText(
        "Missing or empty destinations",
        400,
        "invalid",
        "MessageData has no Destinations.",
        ("help",),
    ),
    ErrorText("Missing or empty message", 400, "invalid", "MessageData has no Message.", ("help",)),
    ErrorText(
        "Error - Could not find any valid destination(s).",
        400,
        "invalid",
        "None of the given destinations can be used.",
        ("help",),
    ),
    ErrorText(
        "WebhookCallbackURL must start with https://",
        400,
        "invalid",
        "The callback URL does not use https.",
        ("help",),
    ),
    ErrorText(
        "Missing or invalid WebhookCallbackFormat - JSON or XML",
        400,
        "invalid",
        "WebhookCallbackFormat is neither JSON nor XML.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Only Mode=Test is allowed",
        400,
        "invalid",
        "Mode has a value other than Test.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Missing file name on file {index}",
        400,
        "invalid",
        "An attachment has no name. The vendor lists this text for fax.",
        ("help", "assumed"),
    ),
    ErrorText(
        "Missing file data on file {index}",
        400,
        "invalid",
        "An attachment has no data. The vendor lists this text for fax.",
        ("help", "assumed"),
    ),
    ErrorText(
        "Message(s) NOT found",
        400,
        "not-found",
        "The status or replies of an unknown MessageID were requested.",
        ("help",),
    ),
    ErrorText(
        "Message not found",
        400,
        "not-found",
        "An action was requested for an unknown MessageID.",
        ("docs",),
    ),
    ErrorText(
        "Unable to find or access record with id '{id}'.",
        400,
        "not-found",
        "The contact, group or membership does not exist. The text is from version 3.00.",
        ("v3", "assumed"),
    ),
    ErrorText(
        "Message cannot be {verb} (Status={status})",
        400,
        "conflict",
        "The action is not possible in the current state of the message.",
        ("assumed",),
    ),
    ErrorText(
        "Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",
        400,
        "invalid",
        "SendTime is not a local date and time.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Missing SendTime",
        400,
        "invalid",
        "A reschedule request has no SendTime.",
        ("node", "python", "assumed"),
    ),
    ErrorText(
        "Invalid MessageID",
        400,
        "invalid",
        "The MessageID is too long or contains invalid characters.",
        ("assumed",),
    ),
    ErrorText(
        "Reference must be at most 80 characters",
        400,
        "invalid",
        "The Reference is too long. It is unknown whether the vendor rejects or truncates it.",
        ("assumed",),
    ),
    ErrorText(
        "RecordsPerPage must be between 1 and 999",
        400,
        "invalid",
        "RecordsPerPage is out of range.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Page must be greater then 1",
        400,
        "invalid",
        "The page number is less than 1. The misspelling is the vendor's.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Missing TimePeriod or DateFrom & DateTo",
        400,
        "invalid",
        "Received messages were requested without a complete time window.",
        ("node", "assumed"),
    ),
    ErrorText(
        "TimePeriod must be a number - number of minutes",
        400,
        "invalid",
        "TimePeriod is not a positive number.",
        ("node", "assumed"),
    ),
    ErrorText(
        "DateFrom must be datetime format",
        400,
        "invalid",
        "DateFrom is not a valid date and time.",
        ("node", "assumed"),
    ),
    ErrorText(
        "DateTo must be datetime format",
        400,
        "invalid",
        "DateTo is not a valid date and time, or is not later than DateFrom.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Invalid {field} option - must be Account/SubAccount/Department/No",
        400,
        "invalid",
        "The value is not one of the four visibility options.",
        ("node", "assumed"),
    ),
    ErrorText(
        "Missing GroupName", 400, "invalid", "The new group has no name.", ("node", "assumed")
    ),
    ErrorText(
        "Missing GroupID",
        400,
        "invalid",
        "The request to create a membership does not name a group.",
        ("node", "python", "assumed"),
    ),
    ErrorText(
        "Missing ContactID",
        400,
        "invalid",
        "The request to create a membership does not name a contact.",
        ("node", "python", "assumed"),
    ),
    ErrorText(
        "GroupCode already exists",
        400,
        "conflict",
        "Another group already has this code.",
        ("assumed",),
    ),
    ErrorText("Not Found", 404, "invalid", "No operation has this path.", ("assumed",)),
    ErrorText(
        "Method Not Allowed", 405, "invalid", "The path does not support this method.", ("assumed",)
    ),
    ErrorText(
        "Request is larger than 20 MB",
        413,
        "invalid",
        "The body is larger than the limit.",
        ("assumed",),
    ),
    ErrorText(
        "Content-Type must be application/json",
        415,
        "invalid",
        "The Content-Type of the body is not JSON.",
        ("assumed",),
    ),
    ErrorText(
        "Error occurred while creating job",
        500,
        "server",
        "An error occurred while the gateway created the job.",
        ("help",),
    ),
)
"""The error texts, in the order of the contract's x-error-texts."""
