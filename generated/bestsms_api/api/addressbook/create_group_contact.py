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
    from ...models.group_contact_create import GroupContactCreate


def _get_kwargs(
    group_id: str,
    *,
    body: GroupContactCreate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/addressbook/group/{group_id}/contact".format(
            group_id=quote(str(group_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
) -> Response[ErrorResult | GroupContactResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    group_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: GroupContactCreate,
) -> Response[ErrorResult | GroupContactResult]:
    """Add a contact to a group, addressed by the group.

     Makes an existing contact a member of the group. The result is the same as adding the group to the
    contact. Adding a contact twice has no effect (assumed).

    Args:
        group_id (str):
        body (GroupContactCreate): The contact to add to the group.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupContactResult]
    """

    kwargs = _get_kwargs(
        group_id=group_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    group_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: GroupContactCreate,
) -> ErrorResult | GroupContactResult | None:
    """Add a contact to a group, addressed by the group.

     Makes an existing contact a member of the group. The result is the same as adding the group to the
    contact. Adding a contact twice has no effect (assumed).

    Args:
        group_id (str):
        body (GroupContactCreate): The contact to add to the group.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupContactResult
    """

    return sync_detailed(
        group_id=group_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    group_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: GroupContactCreate,
) -> Response[ErrorResult | GroupContactResult]:
    """Add a contact to a group, addressed by the group.

     Makes an existing contact a member of the group. The result is the same as adding the group to the
    contact. Adding a contact twice has no effect (assumed).

    Args:
        group_id (str):
        body (GroupContactCreate): The contact to add to the group.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupContactResult]
    """

    kwargs = _get_kwargs(
        group_id=group_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    group_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: GroupContactCreate,
) -> ErrorResult | GroupContactResult | None:
    """Add a contact to a group, addressed by the group.

     Makes an existing contact a member of the group. The result is the same as adding the group to the
    contact. Adding a contact twice has no effect (assumed).

    Args:
        group_id (str):
        body (GroupContactCreate): The contact to add to the group.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupContactResult
    """

    return (
        await asyncio_detailed(
            group_id=group_id,
            client=client,
            body=body,
        )
    ).parsed
