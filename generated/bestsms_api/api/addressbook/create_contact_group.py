from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...models.contact_group_result import ContactGroupResult
from ...models.error_result import ErrorResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.contact_group_create import ContactGroupCreate


def _get_kwargs(
    contact_id: str,
    *,
    body: ContactGroupCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/addressbook/contact/{contact_id}/group".format(
            contact_id=quote(str(contact_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ContactGroupResult | ErrorResult | None:
    if response.status_code == 200:
        response_200 = ContactGroupResult.from_dict(response.json())

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
) -> Response[ContactGroupResult | ErrorResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ContactGroupCreate,
) -> Response[ContactGroupResult | ErrorResult]:
    """Add a contact to a group.

     Makes the contact a member of an existing group. The contact and the group are not changed. Adding a
    contact twice has no effect (assumed).

    Args:
        contact_id (str):
        body (ContactGroupCreate): The group to add the contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactGroupResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        contact_id=contact_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ContactGroupCreate,
) -> ContactGroupResult | ErrorResult | None:
    """Add a contact to a group.

     Makes the contact a member of an existing group. The contact and the group are not changed. Adding a
    contact twice has no effect (assumed).

    Args:
        contact_id (str):
        body (ContactGroupCreate): The group to add the contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactGroupResult | ErrorResult
    """

    return sync_detailed(
        contact_id=contact_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ContactGroupCreate,
) -> Response[ContactGroupResult | ErrorResult]:
    """Add a contact to a group.

     Makes the contact a member of an existing group. The contact and the group are not changed. Adding a
    contact twice has no effect (assumed).

    Args:
        contact_id (str):
        body (ContactGroupCreate): The group to add the contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ContactGroupResult | ErrorResult]
    """

    kwargs = _get_kwargs(
        contact_id=contact_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ContactGroupCreate,
) -> ContactGroupResult | ErrorResult | None:
    """Add a contact to a group.

     Makes the contact a member of an existing group. The contact and the group are not changed. Adding a
    contact twice has no effect (assumed).

    Args:
        contact_id (str):
        body (ContactGroupCreate): The group to add the contact to.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ContactGroupResult | ErrorResult
    """

    return (
        await asyncio_detailed(
            contact_id=contact_id,
            client=client,
            body=body,
        )
    ).parsed
