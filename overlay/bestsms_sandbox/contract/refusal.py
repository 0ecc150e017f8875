"""How a request is refused: with one of the contract's error texts."""

SYNTAX = "Failed to process your API request. Check your syntax."


class Refusal(Exception):  # noqa: N818 - the gateway's answer, not a fault of ours
    """The gateway refuses a request.

    Args:
        text: One of the contract's `x-error-texts`, which also determines the HTTP status.
        detail: What the sandbox adds for the developer, as a second entry of `ErrorMessage`.
        values: The values for the placeholders in `text`.
    """

    def __init__(self, text: str, detail: str = "", **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.messages = [text.format(**values)]
        if detail:
            self.messages.append(detail)
