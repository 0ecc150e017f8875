from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ... import errors
from ...models.contact_result import ContactResult
from ...models.error_result import ErrorResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.contact_write import ContactWrite


def _get_kwargs(
    *,
    body: ContactWrite,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/addressbook/contact",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ContactResult | ErrorResult | None:
    if response.status_code == 200:
        response_200 = ContactResult.from_dict(response.json())

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
) -> Response[ContactResult | ErrorResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ContactWrite,
) -> Response[ContactResult | ErrorResult]:
    """Create a contact.

     Adds a contact to the address book and returns it with its new ContactID. No field is required.
    Identical contacts are not merged, so two requests create two contacts (assumed).

    Args:
        body (ContactWrite): The fields of a contact to create or update. All fields are optional.
            An update changes only the given fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactResult | ErrorResult]
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
    body: ContactWrite,
) -> ContactResult | ErrorResult | None:
    """Create a contact.

     Adds a contact to the address book and returns it with its new ContactID. No field is required.
    Identical contacts are not merged, so two requests create two contacts (assumed).

    Args:
        body (ContactWrite): The fields of a contact to create or update. All fields are optional.
            An update changes only the given fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactResult | ErrorResult
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ContactWrite,
) -> Response[ContactResult | ErrorResult]:
    """Create a contact.

     Adds a contact to the address book and returns it with its new ContactID. No field is required.
    Identical contacts are not merged, so two requests create two contacts (assumed).

    Args:
        body (ContactWrite): The fields of a contact to create or update. All fields are optional.
            An update changes only the given fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ContactWrite,
) -> ContactResult | ErrorResult | None:
    """Create a contact.

     Adds a contact to the address book and returns it with its new ContactID. No field is required.
    Identical contacts are not merged, so two requests create two contacts (assumed).

    Args:
        body (ContactWrite): The fields of a contact to create or update. All fields are optional.
            An update changes only the given fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactResult | ErrorResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
