"""The background loop: processes events and webhooks when they are due."""

import asyncio
import logging

from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.webhooks.delivery import WebhookDelivery

_REST_SECONDS = 1.0  # after an error, before the next step
_log = logging.getLogger("bestsms_sandbox")


class BackgroundLoop:
    """Processes due events and starts due webhooks, in the server's event loop.

    Attributes:
        error: The error of the last step; empty if it succeeded.
    """

    def __init__(self, gateway: Gateway, delivery: WebhookDelivery) -> None:
        self._gateway, self._delivery = gateway, delivery
        self.error = ""

    async def run(self) -> None:
        """Run until cancelled. An error in one step does not end the loop."""
        while True:
            try:
                due = self._step()
            except Exception as error:
                if not self.error:
                    _log.exception("Error in the sandbox's background loop; continuing")
                self.error = f"{type(error).__name__}: {error}"
                await asyncio.sleep(_REST_SECONDS)
            else:
                self.error = ""
                await self._gateway.context.scheduler.wait(due)

    def _step(self) -> int | None:
        """Process everything that is due. Return the time of the next event, if any."""
        self._gateway.tick()
        self._delivery.start_due()
        due = [self._gateway.next_due(), self._delivery.next_due()]
        return min((at for at in due if at is not None), default=None)
