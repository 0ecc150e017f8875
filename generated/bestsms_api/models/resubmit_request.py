from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET

T = TypeVar("T", bound="ResubmitRequest")


@_attrs_define
class ResubmitRequest:
    """A request to resubmit a failed message."""

    send_time: str | None = UNSET
    """ When to resubmit the message, as a local date and time without an offset, for example 2027-09-01T12:30. If
    absent or in the past, the message is resubmitted immediately. """

    def to_dict(self) -> dict[str, Any]:
        send_time = self.send_time

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if send_time is not UNSET:
            field_dict["SendTime"] = send_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        send_time = d.pop("SendTime", UNSET)

        resubmit_request = cls(
            send_time=send_time,
        )

        return resubmit_request
