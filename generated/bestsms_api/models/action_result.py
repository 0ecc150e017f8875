from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="ActionResult")


@_attrs_define
class ActionResult:
    """The response to an action on a message."""

    result: str
    """ Success if the request succeeded, otherwise Failed. It does not say whether the message was delivered. """
    message_id: str
    """ The identifier of the message. The tables on the vendor's library page omit it. """
    status: str | None = UNSET
    """ The state of the message: Transmit or Delayed after a resubmit, Delayed after a reschedule, Pending after an
    abort. CreditHold, Deleted, Completed and Unknown are also known. More values may be added. Sources disagree on
    whether it is the state before or after the action. """
    job_num: str | None = UNSET
    """ The gateway's job number: eight letters and digits. """
    action: str | None = UNSET
    """ The action that was performed: Resubmit, Reschedule or Abort. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        message_id = self.message_id

        status = self.status

        job_num = self.job_num

        action = self.action

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Result": result,
                "MessageID": message_id,
            }
        )
        if status is not UNSET:
            field_dict["Status"] = status
        if job_num is not UNSET:
            field_dict["JobNum"] = job_num
        if action is not UNSET:
            field_dict["Action"] = action

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        result = d.pop("Result")

        message_id = d.pop("MessageID")

        status = d.pop("Status", UNSET)

        job_num = d.pop("JobNum", UNSET)

        action = d.pop("Action", UNSET)

        action_result = cls(
            result=result,
            message_id=message_id,
            status=status,
            job_num=job_num,
            action=action,
        )

        action_result.additional_properties = d
        return action_result

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
