"""A headless Chromium, and the checks of every page that it shows."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def running() -> Generator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=_FLAGS, chromium_sandbox=False
        )
        yield browser
        browser.close()


class Visits:
    """The pages that a test opens.

    Attributes:
        complaints: What no page may do: fail, show a dialog, violate its content security policy,
            or make requests beyond the sandbox.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, base: str, path: str = "", **options: Any) -> Page:
        """Open a page in a new browser context with these options."""
        options.setdefault("viewport", {"width": 1100, "height": 800})
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("dialog", lambda dialog: self._complain(dialog.message))
        page.on(
            "console",
            lambda message: self._complain(message.text, "Security Policy" in message.text),
        )
        page.on("request", lambda call: self._complain(call.url, not call.url.startswith(base)))
        page.goto(base + path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _complain(self, what: str, wrong: bool = True) -> None:
        if wrong:
            self.complaints.append(what)


def barriers(page: Page) -> dict[str, list[str]]:
    """Return the axe-core rules that a page violates, each with the elements concerned."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found}
