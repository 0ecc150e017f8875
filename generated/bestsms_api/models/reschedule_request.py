from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RescheduleRequest")


@_attrs_define
class RescheduleRequest:
    """A request to reschedule a delayed message."""

    send_time: str
    """ The new send time, as a local date and time without an offset, for example 2027-09-01T00:00. A time in the
    past means now (assumed). """

    def to_dict(self) -> dict[str, Any]:
        send_time = self.send_time

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "SendTime": send_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        send_time = d.pop("SendTime")

        reschedule_request = cls(
            send_time=send_time,
        )

        return reschedule_request
