"""The errors and warnings of the client.

    BestSMSError                     base class of all errors
    +- ConfigurationError            invalid configuration; nothing was sent
    |  +- ModeError                  invalid mode, or test mode forbids the call; nothing was sent
    +- InvalidRequestError           invalid argument; nothing was sent
    |  +- AttachmentError            unreadable or oversized attachment; nothing was sent
    +- NotSentError                  no connection to the gateway; nothing was sent
    +- NoAnswerError                 the request was sent, but no usable response arrived
    |  +- SendUncertainError         the same for a send: the message may have been accepted
    +- APIError                      the gateway responded with an error
    |  +- BadRequestError            invalid request, or not allowed in the message's state
    |  |  +- NotFoundError           unknown message, contact or group
    |  +- AuthenticationError        missing, wrong or expired auth token
    |  +- RateLimitError             too many requests; `.retry_after` says how long to wait
    |  +- ServerError                the gateway failed
    +- DecodeError                   a successful response that cannot be parsed
    +- WaitTimeoutError              the message was not completed in time
    +- WebhookError                  not a valid webhook request
    |  +- WebhookSecretError         wrong or missing webhook secret
    +- DeduplicationError            the block of `once` committed, rolled back or awaited

Exceptions of the HTTP library never reach the caller, not even as `__cause__`: they hold the
request, and with it the auth token and the text. The message and `.cause` say what happened.
"""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from bestsms_api.models import StatusResult

Fate: TypeAlias = Literal["no", "yes", "unknown"]
"""Whether the gateway accepted the message or, for other calls, made the change."""


class BestSMSError(Exception):
    """Base class of all errors of this package.

    Attributes:
        sent: Whether the gateway accepted the message: `"no"` (it was not sent, or was refused),
            `"yes"` (it was, and a later step failed) or `"unknown"`. For calls that change
            something else, whether the change was made. Always `"no"` for reads.
        message_id: The identifier of the message that the call was about, if any.
        status_code: The HTTP status of the response, if there was one.
        errors: The reasons that the gateway gave in `ErrorMessage`, if any.
        retry_after: The number of seconds that the gateway asks to wait, if it does.
        cause: Why there was no response, such as `"connection refused"`, `"host name not found"`,
            `"certificate not trusted (...)"`, `"the proxy refused (HTTP 407)"` or `"timed out while
            connecting"`. None if there was one.

    Example:
        >>> error = NotFoundError("No such message.", message_id="ID1", status_code=400)
        >>> error.sent, error.message_id, error.status_code, error.errors
        ('no', 'ID1', 400, ())
    """

    default_sent: Fate = "no"

    def __init__(
        self,
        message: str,
        *,
        sent: Fate | None = None,
        message_id: str | None = None,
        status_code: int | None = None,
        errors: tuple[str, ...] = (),
        retry_after: float | None = None,
        cause: str | None = None,
    ) -> None:
        super().__init__(message)
        self.sent: Fate = sent or self.default_sent
        self.message_id = message_id
        self.status_code = status_code
        self.errors = errors
        self.retry_after = retry_after
        self.cause = cause

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are pickled by their positional arguments only; the rest is pickled as state.
        return (_restore, (type(self), self.args), self.__dict__)


def _restore(kind: type[BestSMSError], args: tuple[Any, ...]) -> BestSMSError:
    return kind.__new__(kind, *args)


class ConfigurationError(BestSMSError):
    """The configuration of the client is not valid. Nothing was sent."""


class ModeError(ConfigurationError):
    """The mode is not valid, or test mode forbids the call. Nothing was sent."""


class InvalidRequestError(BestSMSError):
    """An argument is not valid. Nothing was sent."""


class AttachmentError(InvalidRequestError):
    """An attachment cannot be read, or the request is too large. Nothing was sent."""


class NotSentError(BestSMSError):
    """There was no connection to the gateway. Nothing was sent."""


class NoAnswerError(BestSMSError):
    """The request was sent, but no usable response arrived."""

    default_sent = "unknown"


class SendUncertainError(NoAnswerError):
    """The response to a send was lost, and the gateway does not report the message (yet).

    The message may still have been accepted. Before you send it again, call
    `client.messaging.sms.confirm(message_id)`.
    """


class APIError(BestSMSError):
    """The gateway responded with an error."""


class BadRequestError(APIError):
    """The request is not valid, or not allowed in the current state of the message."""


class NotFoundError(BadRequestError):
    """The message, contact, group or membership does not exist.

    The API responds with status 400; the client recognises the error by the gateway's text.
    """


class AuthenticationError(APIError):
    """The auth token is missing, wrong or expired."""


class RateLimitError(APIError):
    """There were too many requests. `.retry_after` is the number of seconds to wait, if known."""


class ServerError(APIError):
    """The gateway failed. A change may have been made; `.sent` says whether that is possible."""

    default_sent = "unknown"


class DecodeError(BestSMSError):
    """A response with a success status cannot be parsed.

    `.sent` is `"yes"` if the response says that the call succeeded. It is `"unknown"` if it does
    not: a proxy may have responded instead of the gateway.
    """


class WaitTimeoutError(BestSMSError):
    """A message was not completed within the timeout.

    Attributes:
        last: The last status, or None if the gateway did not know the message yet.
    """

    default_sent = "yes"

    def __init__(self, message: str, *, last: "StatusResult | None" = None, **known: Any) -> None:
        super().__init__(message, **known)
        self.last = last


class WebhookError(BestSMSError):
    """A request is not a valid webhook request of the gateway.

    Attributes:
        status_code: The HTTP status to respond with: 400 for a malformed body, 413 for one that is
            too large.
    """

    def __init__(self, message: str, *, status_code: int = 400, **known: Any) -> None:
        super().__init__(message, status_code=status_code, **known)


class WebhookSecretError(WebhookError):
    """The webhook secret is wrong or missing. `.status_code` is 401."""

    def __init__(self, message: str, *, status_code: int = 401, **known: Any) -> None:
        super().__init__(message, status_code=status_code, **known)


class DeduplicationError(BestSMSError):
    """The block of `Deduplicator.once` committed, rolled back or awaited.

    The event is not recorded, so a repeated delivery of it is processed again.
    """


class MessageWarning(UserWarning):
    """A message can be sent, but may not arrive as intended."""


class UnverifiedLimitWarning(UserWarning):
    """A value exceeds a limit that is only assumed; the gateway may accept it."""
