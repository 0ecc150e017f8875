from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.message_data import MessageData


T = TypeVar("T", bound="SendSMSRequest")


@_attrs_define
class SendSMSRequest:
    """A request to send an SMS. MessageData contains all of it."""

    message_data: MessageData
    """ One message, its recipients and its options. """

    def to_dict(self) -> dict[str, Any]:
        message_data = self.message_data.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "MessageData": message_data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.message_data import MessageData  # noqa: PLC0415

        d = dict(src_dict)
        message_data = MessageData.from_dict(d.pop("MessageData"))

        send_sms_request = cls(
            message_data=message_data,
        )

        return send_sms_request
