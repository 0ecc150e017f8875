from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET

T = TypeVar("T", bound="ResubmitRequest")


@_attrs_define
class ResubmitRequest:
    """The request to retry a failed message."""

    send_time: str | None = UNSET
    """ The local date and time to retry at, for example 2027-09-01T12:30, without an offset. Absent or in the past
    means now. """

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
