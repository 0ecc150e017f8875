"""Send one chunk of a campaign: on one host, by workers on several hosts, or from your own queue.

A chunk is the recipients of one request. Any number of processes may call `send_chunk`, any number
of times, in any order. The journal decides whether there is anything to do.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from bestsms_campaign._journal import claims
from bestsms_campaign._journal.claims import Claim
from bestsms_campaign._opened import OpenCampaign
from bestsms_campaign.errors import CampaignError, JournalError, LeaseLostError
from bestsms_client import (
    APIError,
    Attempt,
    AuthenticationError,
    BestSMS,
    BestSMSError,
    ConfigurationError,
    InvalidRequestError,
    RateLimitError,
    ServerError,
)
from bestsms_client._boundary import boundary

DEFAULT_LEASE: Final = 300.0
_PAUSE_AFTER_FAILURE: Final = 5.0
_SEND: Final = "sendSms"
_guard: ContextVar[Callable[[], None] | None] = ContextVar("bestsms_campaign_guard", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkResult:
    """The outcome of `send_chunk`.

    Attributes:
        number: The number of the chunk.
        outcome: `sent`: the gateway accepted the chunk, now or in an earlier attempt. `failed`: the
            gateway refused it, and nothing was sent. `later`: nothing was sent yet. Call again in
            `again_in` seconds. `unknown`: it may have been sent. Call again in `again_in` seconds.
            `nothing`: there was nothing to do, because the chunk is settled or the campaign is
            paused or cancelled.
        recipients: The number of recipients that this call sent to.
        found: Whether the gateway already had the message from an earlier attempt.
        again_in: Seconds after which to call again, or None if that is not necessary.
        error: The error, if there was one.
    """

    number: int
    outcome: Literal["sent", "failed", "later", "unknown", "nothing"]
    recipients: int = 0
    found: bool = False
    again_in: float | None = None
    error: BestSMSError | None = None


def lease_guard(attempt: Attempt) -> None:
    """Check the lease of a chunk just before its first byte is sent.

    Pass it to the client that workers send with: `RetryPolicy(on_attempt=lease_guard)`. A worker
    that was suspended for longer than its lease then sends nothing when it continues.

    Raises:
        LeaseLostError: The lease has expired. Another worker may have taken over the chunk.
    """
    guard = _guard.get()
    if guard is not None and attempt.operation == _SEND:
        guard()


@boundary
def send_chunk(
    campaign: OpenCampaign,
    client: BestSMS,
    number: int,
    *,
    lease: float = DEFAULT_LEASE,
) -> ChunkResult:
    """Send a chunk, unless it has already been sent.

    Before the first byte is sent, the journal records on disk that the chunk is being sent. If the
    outcome of an earlier attempt is unknown, the gateway is asked for the message first. The chunk
    is sent again only if the gateway still reports, after `RetryPolicy.reconcile_for` seconds, that
    it has no such message.

    Args:
        campaign: The campaign.
        client: The client to send with. With workers on several hosts, it needs
            `RetryPolicy(on_attempt=lease_guard)`.
        number: The number of the chunk.
        lease: Seconds after which another worker may take over the chunk. Half of it must be
            longer than one attempt of the client plus `reconcile_for`.

    Returns:
        The outcome. Failures of the gateway or the network are outcomes, not exceptions.

    Raises:
        AuthenticationError: The auth token is wrong. Nothing was sent.
        ConfigurationError: The client is not configured correctly. Nothing was sent.
        JournalError: The journal cannot be written.

    Example:
        >>> import tempfile
        >>> campaign = Campaign.create(f"{tempfile.mkdtemp()}/spring.db", message="Open again!",
        ...                            recipients=["+61491570006", "+61491570156"])
        >>> send_chunk(campaign, client, 0).recipients
        2
        >>> send_chunk(campaign, client, 0).outcome
        'nothing'
    """
    return advance(campaign, client, number, lease, "task")


def advance(
    campaign: OpenCampaign,
    client: BestSMS,
    number: int,
    lease: float,
    holder: str,
) -> ChunkResult:
    """Send a chunk on behalf of a kind of worker; see `send_chunk`."""
    campaign.bind(client)
    journal = campaign.journal
    if (quiet := campaign.quiet_for()) > 0:
        return ChunkResult(number=number, outcome="later", again_in=quiet)
    claim = claims.claim(journal, number, lease, campaign.suppression, holder)
    if claim.verdict == "look":
        look = client.messaging.sms.lookup(claim.message_id)
        if look.result == "found":
            claims.settle(journal, number, claim.owner, "sent")
            return ChunkResult(number=number, outcome="sent", found=True)
        if look.result == "unproven":
            error = CampaignError(
                f"Chunk {number} may have been sent. Looking it up was inconclusive "
                f"({look.reason}).",
                sent="unknown",
                message_id=claim.message_id,
            )
            return _unknown(campaign, claim, number, error)
        claims.settle(journal, number, claim.owner, "queued")
        claim = claims.claim(journal, number, lease, campaign.suppression, holder)
    if claim.verdict == "send":
        return _send(campaign, client, number, claim, lease)
    waiting = claim.verdict in ("wait", "look")
    return ChunkResult(
        number=number,
        outcome="later" if waiting else "nothing",
        again_in=max(claim.again_in, 0.05) if waiting else None,
    )


def _send(
    campaign: OpenCampaign, client: BestSMS, number: int, claim: Claim, lease: float
) -> ChunkResult:
    def guard() -> None:
        # An attempt may start only in the first half of a lease, so that it ends before the lease.
        if not claims.holds(campaign.journal, number, claim.owner, lease / 2):
            raise LeaseLostError(f"The lease of chunk {number} has expired. Nothing was sent.")

    try:
        with _guarded(guard):
            client.messaging.sms.send_message(
                destinations=cast("Any", claim.destinations),
                message_id=claim.message_id,
                **campaign.message_options(),
            )
    except LeaseLostError as error:
        return ChunkResult(number=number, outcome="unknown", again_in=lease, error=error)
    except JournalError:  # raised by the guard
        raise
    except BestSMSError as error:
        if error.sent != "yes":
            return _failed(campaign, claim, number, error)
    _accepted(campaign, number, claim)
    return ChunkResult(number=number, outcome="sent", recipients=len(claim.destinations))


def _accepted(campaign: OpenCampaign, number: int, claim: Claim) -> None:
    try:
        claims.settle(campaign.journal, number, claim.owner, "sent")
    except JournalError as error:
        raise JournalError(
            f"The gateway accepted chunk {number}, but the journal cannot be written: {error} The "
            "next run asks the gateway for the chunk before it sends anything again.",
            sent="yes",
            message_id=claim.message_id,
        ) from None


def _failed(campaign: OpenCampaign, claim: Claim, number: int, error: BestSMSError) -> ChunkResult:
    if error.sent == "unknown":
        return _unknown(campaign, claim, number, error)
    journal, owner = campaign.journal, claim.owner
    if isinstance(error, AuthenticationError | ConfigurationError):
        claims.settle(journal, number, owner, "queued")
        raise error
    passing = not isinstance(error, APIError | InvalidRequestError)
    if passing or isinstance(error, RateLimitError | ServerError):
        pause = max(error.retry_after or 0.0, _PAUSE_AFTER_FAILURE)
        claims.settle(journal, number, owner, "queued", error=str(error), again_in=pause)
        return ChunkResult(number=number, outcome="later", again_in=pause, error=error)
    claims.settle(journal, number, owner, "failed", error=str(error))
    return ChunkResult(number=number, outcome="failed", error=error)


def _unknown(campaign: OpenCampaign, claim: Claim, number: int, error: BestSMSError) -> ChunkResult:
    pause = _PAUSE_AFTER_FAILURE
    claims.settle(
        campaign.journal, number, claim.owner, "unknown", error=str(error), again_in=pause
    )
    return ChunkResult(number=number, outcome="unknown", again_in=pause, error=error)


@contextmanager
def _guarded(guard: Callable[[], None]) -> Generator[None]:
    guard()  # for clients without on_attempt=lease_guard
    token: Any = _guard.set(guard)
    try:
        yield
    finally:
        _guard.reset(token)
