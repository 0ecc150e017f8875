"""The objects shared by all parts of one sandbox: contract, database, settings and clock."""

from collections.abc import Collection

from bestsms_sandbox.clock import SandboxClock, Scheduler
from bestsms_sandbox.contract.loading import Contract
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.storage.settings import Settings


class SandboxContext:
    """The shared objects of one sandbox.

    Args:
        contract: The OpenAPI contract that requests and responses are checked against.
        database: The sandbox's database.
        page_url: The URL of the sandbox, with a trailing slash.
        token: The auth token that the gateway accepts.
        strict: Enforce the contract without tolerances.
        keep: The number of finished messages to keep; None keeps all.
        webhook_hosts: Hosts that webhooks may be sent to, in addition to this machine.

    Attributes:
        settings: The settings chosen by the user.
        clock: The sandbox's clock.
        scheduler: Wakes the background loop.
        closing: True while the server is stopping; open event streams must end.
    """

    def __init__(
        self,
        contract: Contract,
        database: Database,
        page_url: str,
        token: str,
        *,
        strict: bool = False,
        keep: int | None = None,
        webhook_hosts: Collection[str] = (),
    ) -> None:
        self.contract, self.database = contract, database
        self.page_url, self.token, self.strict = page_url, token, strict
        self.keep = keep
        self.webhook_hosts = frozenset(host.lower() for host in webhook_hosts)
        self.settings = Settings(database)
        self.clock = SandboxClock(self.settings)
        self.scheduler = Scheduler(self.clock)
        self.closing = False
