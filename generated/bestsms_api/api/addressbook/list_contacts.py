from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ... import errors
from ...models.contact_list_result import ContactListResult
from ...models.error_result import ErrorResult
from ...types import UNSET, Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
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
        "url": "/addressbook/contact/list",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ContactListResult | ErrorResult | None:
    if response.status_code == 200:
        response_200 = ContactListResult.from_dict(response.json())

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
) -> Response[ContactListResult | ErrorResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ContactListResult | ErrorResult]:
    """List contacts.

     Returns one page of the contacts that the user can view, in order of creation (assumed).

    Args:
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactListResult | ErrorResult]
    """

    kwargs = _get_kwargs(
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
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ContactListResult | ErrorResult | None:
    """List contacts.

     Returns one page of the contacts that the user can view, in order of creation (assumed).

    Args:
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactListResult | ErrorResult
    """

    return sync_detailed(
        client=client,
        records_per_page=records_per_page,
        page=page,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> Response[ContactListResult | ErrorResult]:
    """List contacts.

     Returns one page of the contacts that the user can view, in order of creation (assumed).

    Args:
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactListResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        records_per_page=records_per_page,
        page=page,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    records_per_page: int | None = UNSET,
    page: int | None = UNSET,
) -> ContactListResult | ErrorResult | None:
    """List contacts.

     Returns one page of the contacts that the user can view, in order of creation (assumed).

    Args:
        records_per_page (int | None):
        page (int | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactListResult | ErrorResult
    """

    return (
        await asyncio_detailed(
            client=client,
            records_per_page=records_per_page,
            page=page,
        )
    ).parsed
