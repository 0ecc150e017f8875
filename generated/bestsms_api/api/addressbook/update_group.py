from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...models.error_result import ErrorResult
from ...models.group_result import GroupResult
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.group_update import GroupUpdate


def _get_kwargs(
    group_id: str,
    *,
    body: GroupUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/addressbook/group/{group_id}".format(
            group_id=quote(str(group_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResult | GroupResult | None:
    if response.status_code == 200:
        response_200 = GroupResult.from_dict(response.json())

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
) -> Response[ErrorResult | GroupResult]:
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
    body: GroupUpdate,
) -> Response[ErrorResult | GroupResult]:
    """Update a group.

     Updates the given fields and leaves the others unchanged. An empty text leaves the field unchanged
    (assumed). GroupID and GroupCode never change, not even with a new name.

    Args:
        group_id (str):
        body (GroupUpdate): The fields of a group to update. Fields that are not given are left
            unchanged.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupResult]
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
    body: GroupUpdate,
) -> ErrorResult | GroupResult | None:
    """Update a group.

     Updates the given fields and leaves the others unchanged. An empty text leaves the field unchanged
    (assumed). GroupID and GroupCode never change, not even with a new name.

    Args:
        group_id (str):
        body (GroupUpdate): The fields of a group to update. Fields that are not given are left
            unchanged.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupResult
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
    body: GroupUpdate,
) -> Response[ErrorResult | GroupResult]:
    """Update a group.

     Updates the given fields and leaves the others unchanged. An empty text leaves the field unchanged
    (assumed). GroupID and GroupCode never change, not even with a new name.

    Args:
        group_id (str):
        body (GroupUpdate): The fields of a group to update. Fields that are not given are left
            unchanged.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResult | GroupResult]
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
    body: GroupUpdate,
) -> ErrorResult | GroupResult | None:
    """Update a group.

     Updates the given fields and leaves the others unchanged. An empty text leaves the field unchanged
    (assumed). GroupID and GroupCode never change, not even with a new name.

    Args:
        group_id (str):
        body (GroupUpdate): The fields of a group to update. Fields that are not given are left
            unchanged.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResult | GroupResult
    """

    return (
        await asyncio_detailed(
            group_id=group_id,
            client=client,
            body=body,
        )
    ).parsed
