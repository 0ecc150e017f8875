from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...models.error_result import ErrorResult
from ...models.sms_reply_result import SMSReplyResult
from ...types import UNSET, Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    message_id: str,
    *,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["recordsPerPage"] = records_per_page

    params["page"] = page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/get/sms/reply/{message_id}".format(
            message_id=quote(str(message_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResult | SMSReplyResult | None:
    if response.status_code == 200:
        response_200 = SMSReplyResult.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorResult.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResult.from_dict(response.json())

        return response_401

    if response.status_code == 500:
        response_500 = ErrorResult.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResult | SMSReplyResult]:
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
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ErrorResult | SMSReplyResult]:
    """List the replies to a message.

     Returns the status of the message and, for each recipient, the text that was sent and the replies
    received.
    The vendor's reference gives the method as PATCH in one place; its URL and both vendor clients use
    GET.

    Args:
        message_id (str):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SMSReplyResult]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
        records_per_page=records_per_page,
        page=page,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ErrorResult | SMSReplyResult | None:
    """List the replies to a message.

     Returns the status of the message and, for each recipient, the text that was sent and the replies
    received.
    The vendor's reference gives the method as PATCH in one place; its URL and both vendor clients use
    GET.

    Args:
        message_id (str):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SMSReplyResult
    """

    return sync_detailed(
        message_id=message_id,
        client=client,
        records_per_page=records_per_page,
        page=page,
    ).parsed


async def asyncio_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ErrorResult | SMSReplyResult]:
    """List the replies to a message.

     Returns the status of the message and, for each recipient, the text that was sent and the replies
    received.
    The vendor's reference gives the method as PATCH in one place; its URL and both vendor clients use
    GET.

    Args:
        message_id (str):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SMSReplyResult]
    """

    kwargs = _get_kwargs(
        message_id=message_id,
        records_per_page=records_per_page,
        page=page,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    message_id: str,
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ErrorResult | SMSReplyResult | None:
    """List the replies to a message.

     Returns the status of the message and, for each recipient, the text that was sent and the replies
    received.
    The vendor's reference gives the method as PATCH in one place; its URL and both vendor clients use
    GET.

    Args:
        message_id (str):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SMSReplyResult
    """

    return (
        await asyncio_detailed(
            message_id=message_id,
            client=client,
            records_per_page=records_per_page,
            page=page,
        )
    ).parsed
