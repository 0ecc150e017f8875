from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="ErrorResult")


@_attrs_define
class ErrorResult:
    """The response to a request that failed."""

    result: str
    """ Failed. Some sources also show Unauthorized. It is never Success. """
    error_message: list[str]
    """ The reasons. Some sources show a single string, so accept both. """
    message: str | None = UNSET
    """ The reason, according to the vendor's reference for reports and actions. It does not appear in any observed
    response. """
    message_id: str | None = UNSET
    """ The MessageID from the request, or empty. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        error_message = self.error_message

        message = self.message

        message_id = self.message_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Result": result,
                "ErrorMessage": error_message,
            }
        )
        if message is not UNSET:
            field_dict["Message"] = message
        if message_id is not UNSET:
            field_dict["MessageID"] = message_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        result = d.pop("Result")

        error_message = cast(list[str], d.pop("ErrorMessage"))

        message = d.pop("Message", UNSET)

        message_id = d.pop("MessageID", UNSET)

        error_result = cls(
            result=result,
            error_message=error_message,
            message=message,
            message_id=message_id,
        )

        error_result.additional_properties = d
        return error_result

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
