"""Messages are followed with a real sandbox on its clock, each once."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.clients import client as sync_client

from bestsms_client._http.clients import Runtime
from sandbox_process import SandboxProcess, running_sandbox


class AdvancingClock(Runtime):
    """Sleeping advances the clock. Meanwhile handsets send messages, and days may pass."""

    def __init__(self, gateway: SandboxProcess, chance: random.Random) -> None:
        self.gateway, self.chance = gateway, chance
        self.slept = 0.0
        self.written: list[str] = []

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        for _ in range(self.chance.choice([0, 1, 3])):
            self.written.append(f"text {len(self.written)}")
            self.gateway.reply("+61491570006", self.written[-1])
        jump = self.chance.choice([0, 0, 0, 59, 3600, 86_400])
        self.gateway.advance(seconds + jump)


@pytest.fixture
def gateway() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


def test_each_message_is_followed_once(gateway: SandboxProcess) -> None:
    chance = random.Random(7)
    patience = AdvancingClock(gateway, chance)
    kept: list[str | None] = []
    cursor: str | None = None
    gateway.reply("+61491570156", "before")
    since = datetime.now(UTC) + timedelta(seconds=1)
    gateway.advance(2)
    for _ in range(5):
        with sync_client(patience, gateway.token, base_url=gateway.base_url) as client:
            following = client.reports.sms_received.follow(since=since, cursor=cursor, timeout=60)
            for message, after in following:
                if chance.random() < 0.1:
                    break  # killed before the work was recorded
                kept.append(message.message_text)
                cursor = after
    with sync_client(patience, gateway.token, base_url=gateway.base_url) as client:
        for message, _ in client.reports.sms_received.follow(cursor=cursor, timeout=0):
            kept.append(message.message_text)
    assert len(patience.written) > 20
    assert sorted(map(str, kept)) == sorted(patience.written)
