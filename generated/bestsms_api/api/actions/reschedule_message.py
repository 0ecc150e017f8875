from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...models.action_result import ActionResult
from ...models.error_result import ErrorResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.reschedule_request import RescheduleRequest


def _get_kwargs(
    message_id: str,
    *,
    body: RescheduleRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/set/reschedule/{message_id}".format(
            message_id=quote(str(message_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ActionResult | ErrorResult | None:
    if response.status_code == 200:
        response_200 = ActionResult.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorResult.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResult.from_dict(response.json())

        return response_401

    if response.status_code == 413:
        response_413 = ErrorResult.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = ErrorResult.from_dict(response.json())

        return response_415

    if response.status_code == 500:
        response_500 = ErrorResult.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ActionResult | ErrorResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RescheduleRequest,
) -> Response[ActionResult | ErrorResult]:
    """Reschedule a delayed message.

     Changes the send time of a message that has not been sent yet. If several messages have the same
    MessageID, the request applies to the most recent one.
    The sources disagree on whether the new time is in the time zone of the message or in the account's
    default time zone.

    Args:
        message_id (str):
        body (RescheduleRequest): A request to reschedule a delayed message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActionResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RescheduleRequest,
) -> ActionResult | ErrorResult | None:
    """Reschedule a delayed message.

     Changes the send time of a message that has not been sent yet. If several messages have the same
    MessageID, the request applies to the most recent one.
    The sources disagree on whether the new time is in the time zone of the message or in the account's
    default time zone.

    Args:
        message_id (str):
        body (RescheduleRequest): A request to reschedule a delayed message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActionResult | ErrorResult
    """

    return sync_detailed(
        message_id=message_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RescheduleRequest,
) -> Response[ActionResult | ErrorResult]:
    """Reschedule a delayed message.

     Changes the send time of a message that has not been sent yet. If several messages have the same
    MessageID, the request applies to the most recent one.
    The sources disagree on whether the new time is in the time zone of the message or in the account's
    default time zone.

    Args:
        message_id (str):
        body (RescheduleRequest): A request to reschedule a delayed message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ActionResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RescheduleRequest,
) -> ActionResult | ErrorResult | None:
    """Reschedule a delayed message.

     Changes the send time of a message that has not been sent yet. If several messages have the same
    MessageID, the request applies to the most recent one.
    The sources disagree on whether the new time is in the time zone of the message or in the account's
    default time zone.

    Args:
        message_id (str):
        body (RescheduleRequest): A request to reschedule a delayed message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ActionResult | ErrorResult
    """

    return (
        await asyncio_detailed(
            message_id=message_id,
            client=client,
            body=body,
        )
    ).parsed
