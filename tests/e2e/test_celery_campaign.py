"""The Celery example of the documentation, with its tasks run in this process without a broker."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tests.unit.campaign.campaign_gateway import people

from bestsms_campaign import Campaign, Counts
from sandbox_process import running_sandbox

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "overlay" / "docs" / "examples" / "celery_campaign.py"


class Queue:
    """The tasks that Celery would run: chunks, each with its delay in seconds."""

    def __init__(self) -> None:
        self.tasks: list[tuple[int, float]] = []

    def apply_async(self, arguments: tuple[int], countdown: float = 0) -> None:
        self.tasks.append((*arguments, countdown))

    def delay(self, chunk: int) -> None:
        self.tasks.append((chunk, 0))


@pytest.fixture
def queue(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr(shop.send, "apply_async", made.apply_async)
    monkeypatch.setattr(shop.send, "delay", made.delay)
    return made


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("celery_campaign", EXAMPLE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def shop(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[ModuleType]:
    """The example with a sandbox and a new journal. Tasks wait in a list."""
    path = tmp_path / "spring.db"
    with running_sandbox() as sandbox:
        Campaign.create(path, message="Hello", recipients=people(50), per_request=10).close()
        monkeypatch.setenv("CAMPAIGN", str(path))
        monkeypatch.setenv("BESTSMS_AUTH_TOKEN", sandbox.token)
        monkeypatch.setenv("BESTSMS_API_URL", sandbox.base_url)
        example.campaign.cache_clear()
        example.client.cache_clear()
        yield example
        example.campaign().close()
        example.client().close()


def test_the_example_sends_everything_once(shop: ModuleType, queue: Queue) -> None:
    campaign: Campaign = shop.campaign()
    shop.start()
    assert sorted(queue.tasks) == [(number, 0) for number in range(5)]
    for number, _countdown in [*queue.tasks, *queue.tasks]:  # Celery may deliver a task twice
        shop.send(number)
    assert campaign.status().counts == Counts(sent=50, rows=50)
    assert len(queue.tasks) == 5


def test_a_chunk_that_must_wait_is_rescheduled(shop: ModuleType, queue: Queue) -> None:
    campaign: Campaign = shop.campaign()
    with campaign.journal.transaction() as execute:
        execute(
            "UPDATE bestsms_chunk SET state = 'sending', due_at = bestsms_now() + 60"
            " WHERE number = 3"
        )
    shop.send(3)
    ((number, countdown),) = queue.tasks
    assert number == 3
    assert 0 < countdown <= 60
    with campaign.journal.transaction() as execute:
        execute("UPDATE bestsms_chunk SET due_at = 0 WHERE number = 3")
    queue.tasks.clear()
    shop.sweep()
    assert queue.tasks == [(3, 0)]


def test_the_sweep_is_a_beat_task(shop: ModuleType) -> None:
    (entry,) = shop.app.conf.beat_schedule.values()
    assert entry["task"] in shop.app.tasks
