"""The exception with which a request is rejected."""

SYNTAX = "Failed to process your API request. Check your syntax."


class Refusal(Exception):  # noqa: N818 - becomes a response
    """The gateway rejects a request.

    Args:
        text: One of the contract's `x-error-texts`. It determines the HTTP status.
        detail: A second entry of `ErrorMessage`, added by the sandbox for the developer.
        values: The values of the placeholders in `text`.
    """

    def __init__(self, text: str, detail: str = "", **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.messages = [text.format(**values)]
        if detail:
            self.messages.append(detail)
