from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...models.error_result import ErrorResult
from ...models.group_contact_result import GroupContactResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    group_id: str,
    contact_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/addressbook/group/{group_id}/contact/{contact_id}".format(
            group_id=quote(str(group_id), safe=""),
            contact_id=quote(str(contact_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResult | GroupContactResult | None:
    if response.status_code == 200:
        response_200 = GroupContactResult.from_dict(response.json())

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
) -> Response[ErrorResult | GroupContactResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    group_id: str,
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorResult | GroupContactResult]:
    """Get a membership, addressed by the group.

     Returns the group and the contact if the contact is a member of the group, otherwise 400.

    Args:
        group_id (str):
        contact_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupContactResult]
    """

    kwargs = _get_kwargs(
        group_id=group_id,
        contact_id=contact_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    group_id: str,
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorResult | GroupContactResult | None:
    """Get a membership, addressed by the group.

     Returns the group and the contact if the contact is a member of the group, otherwise 400.

    Args:
        group_id (str):
        contact_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupContactResult
    """

    return sync_detailed(
        group_id=group_id,
        contact_id=contact_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    group_id: str,
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorResult | GroupContactResult]:
    """Get a membership, addressed by the group.

     Returns the group and the contact if the contact is a member of the group, otherwise 400.

    Args:
        group_id (str):
        contact_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupContactResult]
    """

    kwargs = _get_kwargs(
        group_id=group_id,
        contact_id=contact_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    group_id: str,
    contact_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorResult | GroupContactResult | None:
    """Get a membership, addressed by the group.

     Returns the group and the contact if the contact is a member of the group, otherwise 400.

    Args:
        group_id (str):
        contact_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupContactResult
    """

    return (
        await asyncio_detailed(
            group_id=group_id,
            contact_id=contact_id,
            client=client,
        )
    ).parsed
