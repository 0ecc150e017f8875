"""What every part of one sandbox shares: the contract, the database, settings and the clock."""

from collections.abc import Collection

from bestsms_sandbox.clock import SandboxClock, Scheduler
from bestsms_sandbox.contract.loading import Contract
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.storage.settings import Settings


class SandboxContext:
    """The shared objects of one sandbox.

    Args:
        contract: The OpenAPI contract that requests and answers are held against.
        database: Where everything is kept.
        page_url: The address of the sandbox, with a slash at the end.
        token: The only auth token that the gateway accepts.
        strict: Whether the gateway does without the table of tolerances.
        keep: How many finished messages are kept; None keeps all.
        webhook_hosts: Hosts beside this machine that webhooks may go to.

    Attributes:
        settings: What users chose.
        clock: The sandbox's time.
        scheduler: Wakes the background loop.
        closing: Whether the server is stopping, so that streams have to end.
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
