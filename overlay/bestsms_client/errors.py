"""What can go wrong, one tree.

    BestSMSError                     everything this package raises
    +- ConfigurationError            the client cannot be used as it is set up; nothing was sent
    |  +- ModeError                  test mode is misspelt, or forbids the call; nothing was sent
    +- InvalidRequestError           an argument cannot be meant; nothing was sent
    |  +- AttachmentError            an attachment cannot be read or is too large; nothing was sent
    +- NotSentError                  the request never left; nothing was sent
    +- NoAnswerError                 the request left, and no usable answer came back
    |  +- SendUncertainError         ... to a send: the message may have been accepted, or not
    +- APIError                      the gateway answered, and its answer is a failure
    |  +- BadRequestError            the request is invalid, or the state of the message forbids it
    |  |  +- NotFoundError           the message, contact or group does not exist
    |  +- AuthenticationError        the auth token is missing, wrong or outdated
    |  +- RateLimitError             too many requests; `.retry_after` says how long to wait
    |  +- ServerError                the gateway failed
    +- DecodeError                   the gateway answered with success, in a form nobody can read
    +- WaitTimeoutError              a message was not completed in time; `.last` is its last status
    +- WebhookError                  a delivery to a webhook is refused: its body is none
    |  +- WebhookSecretError         ... or it does not carry the secret
    +- DeduplicationError            the block of `once` committed, rolled back or awaited

No exception of the HTTP library reaches a caller, not even as a cause: such an exception carries
the request, and with it the token and the text. The message and `.cause` say what happened.
"""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from bestsms_api.models import StatusResult

Fate: TypeAlias = Literal["no", "yes", "unknown"]
"""Whether the gateway accepted what a call asked for: a message or, elsewhere, a change."""


class BestSMSError(Exception):
    """The base of all errors of this package.

    Attributes:
        sent: `"no"`: no message was accepted by this call (it never left, or was refused);
            `"yes"`: one was, and something later failed; `"unknown"`: nobody can tell from here.
            For calls that change something else it says the same of the change. Reads are `"no"`.
        message_id: The identifier of the message, if the call was about one.
        status_code: The HTTP status of the answer, if there was one.
        errors: The gateway's reasons, its `ErrorMessage`; empty if it gave none.
        retry_after: Seconds that the gateway asks to wait, if it does.
        cause: Why there was no answer, in a few words, such as `"connection refused"`, `"host name
            not found"`, `"certificate not trusted (...)"`, `"the proxy refused (HTTP 407)"`, or
            `"timed out while connecting"`. None if there was an answer.

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
        # An exception pickles by its positional arguments alone; the rest travels as state.
        return (_restore, (type(self), self.args), self.__dict__)


def _restore(kind: type[BestSMSError], args: tuple[Any, ...]) -> BestSMSError:
    return kind.__new__(kind, *args)


class ConfigurationError(BestSMSError):
    """The client cannot be used as it is set up. Nothing was sent."""


class ModeError(ConfigurationError):
    """A mode is neither `test` nor absent, or test mode forbids the call. Nothing was sent."""


class InvalidRequestError(BestSMSError):
    """An argument cannot be meant as it is. Nothing was sent."""


class AttachmentError(InvalidRequestError):
    """An attachment cannot be read, or the request is too large. Nothing was sent."""


class NotSentError(BestSMSError):
    """The request never left this machine: there was no connection. Nothing was sent."""


class NoAnswerError(BestSMSError):
    """The request left, and no usable answer came back."""

    default_sent = "unknown"


class SendUncertainError(NoAnswerError):
    """The answer to a send was lost, and the gateway does not (yet) know the message.

    It may still have been accepted. Ask later with `client.messaging.sms.confirm(message_id)`
    before sending the text again.
    """


class APIError(BestSMSError):
    """The gateway answered, and its answer is a failure."""


class BadRequestError(APIError):
    """The request is invalid, or the state of the message does not allow it."""


class NotFoundError(BadRequestError):
    """The message, contact, group or membership does not exist.

    This version of the API says so with the code 400; the error is told by the gateway's words.
    """


class AuthenticationError(APIError):
    """The auth token is missing, wrong or outdated."""


class RateLimitError(APIError):
    """The gateway asks to slow down; `.retry_after` says for how many seconds, if it said so."""


class ServerError(APIError):
    """The gateway failed. Unless `.sent` says otherwise, a change may have been made."""

    default_sent = "unknown"


class DecodeError(BestSMSError):
    """An answer with a code of success came in a form that cannot be read.

    `.sent` is `"yes"` where it says that the call succeeded, and `"unknown"` where it says nothing,
    since something between here and the gateway may have answered in its place.
    """


class WaitTimeoutError(BestSMSError):
    """A message was not completed in the time given to wait for it.

    Attributes:
        last: The last status that was read, or None if the message was not known yet.
    """

    default_sent = "yes"

    def __init__(self, message: str, *, last: "StatusResult | None" = None, **known: Any) -> None:
        super().__init__(message, **known)
        self.last = last


class WebhookError(BestSMSError):
    """A delivery to a webhook is refused: it is too large, or nothing that the gateway sends.

    Attributes:
        status_code: The HTTP status to answer it with, 400 or 413.
    """

    def __init__(self, message: str, *, status_code: int = 400, **known: Any) -> None:
        super().__init__(message, status_code=status_code, **known)


class WebhookSecretError(WebhookError):
    """A delivery to a webhook does not carry the secret. `.status_code` is 401."""

    def __init__(self, message: str, *, status_code: int = 401, **known: Any) -> None:
        super().__init__(message, status_code=status_code, **known)


class DeduplicationError(BestSMSError):
    """The block of `Deduplicator.once` committed, rolled back or awaited.

    The event is not recorded; its delivery will be handled again.
    """


class MessageWarning(UserWarning):
    """A message can be sent as it is, but may not be what its sender thinks."""


class UnverifiedLimitWarning(UserWarning):
    """A value breaks a limit that rests on assumption alone; the gateway may still take it."""
