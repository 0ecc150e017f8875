from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ... import errors
from ...models.error_result import ErrorResult
from ...models.sms_received_result import SMSReceivedResult
from ...types import UNSET, Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    *,
    time_period: int | None = UNSET,
    date_from: str | None = UNSET,
    date_to: str | None = UNSET,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["timePeriod"] = time_period

    params["dateFrom"] = date_from

    params["dateTo"] = date_to

    params["recordsPerPage"] = records_per_page

    params["page"] = page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/get/sms/received",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResult | SMSReceivedResult | None:
    if response.status_code == 200:
        response_200 = SMSReceivedResult.from_dict(response.json())

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
) -> Response[ErrorResult | SMSReceivedResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    time_period: int | None = UNSET,
    date_from: str | None = UNSET,
    date_to: str | None = UNSET,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ErrorResult | SMSReceivedResult]:
    """List the messages received in a time window.

     Returns one page of the SMS messages received from handsets in the window, newest first (assumed).
    Replies and new inbound messages are included.
    Give either timePeriod, or both dateFrom and dateTo. There is no default: a request without a
    complete window fails.
    If all three are given, dateFrom and dateTo take precedence (assumed).
    The vendor's reference shows a failure of this operation with HTTP status 200, so check Result.

    Args:
        time_period (int | None):
        date_from (str | None):
        date_to (str | None):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SMSReceivedResult]
    """

    kwargs = _get_kwargs(
        time_period=time_period,
        date_from=date_from,
        date_to=date_to,
        records_per_page=records_per_page,
        page=page,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    time_period: int | None = UNSET,
    date_from: str | None = UNSET,
    date_to: str | None = UNSET,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ErrorResult | SMSReceivedResult | None:
    """List the messages received in a time window.

     Returns one page of the SMS messages received from handsets in the window, newest first (assumed).
    Replies and new inbound messages are included.
    Give either timePeriod, or both dateFrom and dateTo. There is no default: a request without a
    complete window fails.
    If all three are given, dateFrom and dateTo take precedence (assumed).
    The vendor's reference shows a failure of this operation with HTTP status 200, so check Result.

    Args:
        time_period (int | None):
        date_from (str | None):
        date_to (str | None):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SMSReceivedResult
    """

    return sync_detailed(
        client=client,
        time_period=time_period,
        date_from=date_from,
        date_to=date_to,
        records_per_page=records_per_page,
        page=page,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    time_period: int | None = UNSET,
    date_from: str | None = UNSET,
    date_to: str | None = UNSET,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ErrorResult | SMSReceivedResult]:
    """List the messages received in a time window.

     Returns one page of the SMS messages received from handsets in the window, newest first (assumed).
    Replies and new inbound messages are included.
    Give either timePeriod, or both dateFrom and dateTo. There is no default: a request without a
    complete window fails.
    If all three are given, dateFrom and dateTo take precedence (assumed).
    The vendor's reference shows a failure of this operation with HTTP status 200, so check Result.

    Args:
        time_period (int | None):
        date_from (str | None):
        date_to (str | None):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | SMSReceivedResult]
    """

    kwargs = _get_kwargs(
        time_period=time_period,
        date_from=date_from,
        date_to=date_to,
        records_per_page=records_per_page,
        page=page,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    time_period: int | None = UNSET,
    date_from: str | None = UNSET,
    date_to: str | None = UNSET,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ErrorResult | SMSReceivedResult | None:
    """List the messages received in a time window.

     Returns one page of the SMS messages received from handsets in the window, newest first (assumed).
    Replies and new inbound messages are included.
    Give either timePeriod, or both dateFrom and dateTo. There is no default: a request without a
    complete window fails.
    If all three are given, dateFrom and dateTo take precedence (assumed).
    The vendor's reference shows a failure of this operation with HTTP status 200, so check Result.

    Args:
        time_period (int | None):
        date_from (str | None):
        date_to (str | None):
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | SMSReceivedResult
    """

    return (
        await asyncio_detailed(
            client=client,
            time_period=time_period,
            date_from=date_from,
            date_to=date_to,
            records_per_page=records_per_page,
            page=page,
        )
    ).parsed
