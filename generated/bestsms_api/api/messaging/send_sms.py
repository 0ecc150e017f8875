from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ... import errors
from ...models.error_result import ErrorResult
from ...models.send_result import SendResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.send_sms_request import SendSMSRequest


def _get_kwargs(
    *,
    body: SendSMSRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/send/sms",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResult | SendResult | None:
    if response.status_code == 200:
        response_200 = SendResult.from_dict(response.json())

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
) -> Response[ErrorResult | SendResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SendSMSRequest,
) -> Response[ErrorResult | SendResult]:
    """Send an SMS message.

     Sends a text to one or more destinations. A successful response means that the message was accepted,
    not that it was
    delivered. Content, credit and numbers are checked later, and the outcome is part of each
    recipient's status.

    MessageID is not an idempotency key: two requests with the same MessageID send two messages.

    Args:
        body (SendSMSRequest): A request to send an SMS. MessageData contains all of it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SendResult]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: SendSMSRequest,
) -> ErrorResult | SendResult | None:
    """Send an SMS message.

     Sends a text to one or more destinations. A successful response means that the message was accepted,
    not that it was
    delivered. Content, credit and numbers are checked later, and the outcome is part of each
    recipient's status.

    MessageID is not an idempotency key: two requests with the same MessageID send two messages.

    Args:
        body (SendSMSRequest): A request to send an SMS. MessageData contains all of it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SendResult
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SendSMSRequest,
) -> Response[ErrorResult | SendResult]:
    """Send an SMS message.

     Sends a text to one or more destinations. A successful response means that the message was accepted,
    not that it was
    delivered. Content, credit and numbers are checked later, and the outcome is part of each
    recipient's status.

    MessageID is not an idempotency key: two requests with the same MessageID send two messages.

    Args:
        body (SendSMSRequest): A request to send an SMS. MessageData contains all of it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SendResult]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: SendSMSRequest,
) -> ErrorResult | SendResult | None:
    """Send an SMS message.

     Sends a text to one or more destinations. A successful response means that the message was accepted,
    not that it was
    delivered. Content, credit and numbers are checked later, and the outcome is part of each
    recipient's status.

    MessageID is not an idempotency key: two requests with the same MessageID send two messages.

    Args:
        body (SendSMSRequest): A request to send an SMS. MessageData contains all of it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SendResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
