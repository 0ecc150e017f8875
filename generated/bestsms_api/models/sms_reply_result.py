from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

if TYPE_CHECKING:
    from ..models.reply_recipient import ReplyRecipient


T = TypeVar("T", bound="SMSReplyResult")


@_attrs_define
class SMSReplyResult:
    """The status of a message, the text sent to each recipient, and the replies."""

    result: str
    """ Success if the request succeeded, otherwise Failed. It does not say whether the message was delivered. """
    message_id: str
    """ The identifier of the message. """
    recipients: list[ReplyRecipient]
    """ The recipients on this page, with their replies. """
    total_records: int | None = UNSET
    """ The total number of records on all pages. """
    records_per_page: int | None = UNSET
    """ The number of records on a page, as requested. The default is 100. """
    page_count: int | None = UNSET
    """ The number of pages. It is 1 for an empty list (assumed). """
    page: int | None = UNSET
    """ The number of this page, starting at 1. """
    status: str | None = UNSET
    """ The state of the message: Pending, Delayed, Completed, CreditHold or Unknown. One client also knows
    Received, Remote, Error and Transmit. More values may be added. Completed means that sending has ended, not that
    it succeeded. """
    job_num: str | None = UNSET
    """ The gateway's job number: eight letters and digits. Webhooks call it JobNumber. """
    account: str | None = UNSET
    """ The account number, as text. """
    sub_account: str | None = UNSET
    """ The sub-account from the send request, or empty. """
    department: str | None = UNSET
    """ The department from the send request, or empty. """
    reference: str | None = UNSET
    """ The reference from the send request, or empty. """
    created_time_local: str | None = UNSET
    """ When the gateway accepted the message, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. """
    created_time_utc: str | None = UNSET
    """ When the gateway accepted the message, in UTC, as YYYY-MM-DD hh:mm:ss. """
    created_time_utc_rfc3339: str | None = UNSET
    """ When the gateway accepted the message, in UTC, as an RFC 3339 date-time. """
    delayed_time_local: str | None = UNSET
    """ When the message is scheduled to be sent, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. For an
    immediate message this is the time of creation (assumed). """
    delayed_time_utc: str | None = UNSET
    """ When the message is scheduled to be sent, in UTC, as YYYY-MM-DD hh:mm:ss. For an immediate message this is
    the time of creation (assumed). """
    delayed_time_utc_rfc3339: str | None = UNSET
    """ When the message is scheduled to be sent, in UTC, as an RFC 3339 date-time. For an immediate message this is
    the time of creation (assumed). """
    timezone: str | None = UNSET
    """ The time zone of the local times, as a Windows time zone name without "Standard Time". """
    count: int | None = UNSET
    """ The number of recipients, including the members of groups. """
    complete: int | None = UNSET
    """ The number of recipients with a final result, successful or not. """
    success: int | None = UNSET
    """ The number of recipients for which the message succeeded. """
    failed: int | None = UNSET
    """ The number of recipients for which the message failed. """
    price: float | None = UNSET
    """ The cost of the message so far, in the currency of the account. It may be null. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        message_id = self.message_id

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        total_records = self.total_records

        records_per_page = self.records_per_page

        page_count = self.page_count

        page = self.page

        status = self.status

        job_num = self.job_num

        account = self.account

        sub_account = self.sub_account

        department = self.department

        reference = self.reference

        created_time_local = self.created_time_local

        created_time_utc = self.created_time_utc

        created_time_utc_rfc3339 = self.created_time_utc_rfc3339

        delayed_time_local = self.delayed_time_local

        delayed_time_utc = self.delayed_time_utc

        delayed_time_utc_rfc3339 = self.delayed_time_utc_rfc3339

        timezone = self.timezone

        count = self.count

        complete = self.complete

        success = self.success

        failed = self.failed

        price = self.price

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Result": result,
                "MessageID": message_id,
                "Recipients": recipients,
            }
        )
        if total_records is not UNSET:
            field_dict["TotalRecords"] = total_records
        if records_per_page is not UNSET:
            field_dict["RecordsPerPage"] = records_per_page
        if page_count is not UNSET:
            field_dict["PageCount"] = page_count
        if page is not UNSET:
            field_dict["Page"] = page
        if status is not UNSET:
            field_dict["Status"] = status
        if job_num is not UNSET:
            field_dict["JobNum"] = job_num
        if account is not UNSET:
            field_dict["Account"] = account
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if reference is not UNSET:
            field_dict["Reference"] = reference
        if created_time_local is not UNSET:
            field_dict["CreatedTimeLocal"] = created_time_local
        if created_time_utc is not UNSET:
            field_dict["CreatedTimeUTC"] = created_time_utc
        if created_time_utc_rfc3339 is not UNSET:
            field_dict["CreatedTimeUTC_RFC3339"] = created_time_utc_rfc3339
        if delayed_time_local is not UNSET:
            field_dict["DelayedTimeLocal"] = delayed_time_local
        if delayed_time_utc is not UNSET:
            field_dict["DelayedTimeUTC"] = delayed_time_utc
        if delayed_time_utc_rfc3339 is not UNSET:
            field_dict["DelayedTimeUTC_RFC3339"] = delayed_time_utc_rfc3339
        if timezone is not UNSET:
            field_dict["Timezone"] = timezone
        if count is not UNSET:
            field_dict["Count"] = count
        if complete is not UNSET:
            field_dict["Complete"] = complete
        if success is not UNSET:
            field_dict["Success"] = success
        if failed is not UNSET:
            field_dict["Failed"] = failed
        if price is not UNSET:
            field_dict["Price"] = price

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reply_recipient import ReplyRecipient  # noqa: PLC0415

        d = dict(src_dict)
        result = d.pop("Result")

        message_id = d.pop("MessageID")

        recipients = []
        _recipients = d.pop("Recipients")
        for recipients_item_data in _recipients or []:
            recipients_item = ReplyRecipient.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        total_records = d.pop("TotalRecords", UNSET)

        records_per_page = d.pop("RecordsPerPage", UNSET)

        page_count = d.pop("PageCount", UNSET)

        page = d.pop("Page", UNSET)

        status = d.pop("Status", UNSET)

        job_num = d.pop("JobNum", UNSET)

        account = d.pop("Account", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        reference = d.pop("Reference", UNSET)

        created_time_local = d.pop("CreatedTimeLocal", UNSET)

        created_time_utc = d.pop("CreatedTimeUTC", UNSET)

        created_time_utc_rfc3339 = d.pop("CreatedTimeUTC_RFC3339", UNSET)

        delayed_time_local = d.pop("DelayedTimeLocal", UNSET)

        delayed_time_utc = d.pop("DelayedTimeUTC", UNSET)

        delayed_time_utc_rfc3339 = d.pop("DelayedTimeUTC_RFC3339", UNSET)

        timezone = d.pop("Timezone", UNSET)

        count = d.pop("Count", UNSET)

        complete = d.pop("Complete", UNSET)

        success = d.pop("Success", UNSET)

        failed = d.pop("Failed", UNSET)

        price = d.pop("Price", UNSET)

        sms_reply_result = cls(
            result=result,
            message_id=message_id,
            recipients=recipients,
            total_records=total_records,
            records_per_page=records_per_page,
            page_count=page_count,
            page=page,
            status=status,
            job_num=job_num,
            account=account,
            sub_account=sub_account,
            department=department,
            reference=reference,
            created_time_local=created_time_local,
            created_time_utc=created_time_utc,
            created_time_utc_rfc3339=created_time_utc_rfc3339,
            delayed_time_local=delayed_time_local,
            delayed_time_utc=delayed_time_utc,
            delayed_time_utc_rfc3339=delayed_time_utc_rfc3339,
            timezone=timezone,
            count=count,
            complete=complete,
            success=success,
            failed=failed,
            price=price,
        )

        sms_reply_result.additional_properties = d
        return sms_reply_result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
