"""The background loop: lets everything happen when it is due, whatever goes wrong meanwhile."""

import asyncio
import logging

from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.webhooks.delivery import WebhookDelivery

_REST_SECONDS = 1.0  # after an error, before the next step
_log = logging.getLogger("bestsms_sandbox")


class BackgroundLoop:
    """Settles messages and starts deliveries of one sandbox, in the server's event loop.

    Attributes:
        error: What the last step failed with; empty if it succeeded.
    """

    def __init__(self, gateway: Gateway, delivery: WebhookDelivery) -> None:
        self._gateway, self._delivery = gateway, delivery
        self.error = ""

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                due = self._step()
            except Exception as error:
                if not self.error:
                    _log.exception("The sandbox's background loop failed; it goes on")
                self.error = f"{type(error).__name__}: {error}"
                await asyncio.sleep(_REST_SECONDS)
            else:
                self.error = ""
                await self._gateway.context.scheduler.wait(due)

    def _step(self) -> int | None:
        """Do what is due; returns when the next thing is."""
        self._gateway.tick()
        self._delivery.start_due()
        due = [self._gateway.next_due(), self._delivery.next_due()]
        return min((at for at in due if at is not None), default=None)
