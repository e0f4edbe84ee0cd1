"""One page in the browser, and everything that went wrong while it was open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]
VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
"""


@dataclass(frozen=True)
class Opened:
    """`faults` are errors of the console and breaches of the page's policy; `asked` what it wanted from anywhere."""

    page: Page
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def count(self, list_id: str) -> str:
        """As it is announced; what is far below isn't drawn yet and has text all the same."""
        return str(self.page.locator(f'form[data-list="{list_id}"] .count').text_content())

    def seen(self, list_id: str) -> int:
        return int(self.page.locator(f"#{list_id} [data-row]:visible").count())


@dataclass(frozen=True)
class Visit:
    browser: Browser
    folder: Path

    @contextmanager
    def opened(
        self, name: str, scheme: Scheme = "light", *, width: int = 1280, scripts: bool = True
    ) -> Iterator[Opened]:
        from tests.browser.conftest import written

        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        try:
            page = context.new_page()
            opened = Opened(page)
            page.on("console", lambda said: opened.faults.append(f"{said.type}: {said.text}"))
            page.on("pageerror", lambda fault: opened.faults.append(str(fault)))
            page.on("request", lambda request: opened.asked.append(request.url))
            page.add_init_script(VIOLATIONS)
            page.goto(written(self.folder, name).as_uri())
            yield opened
        finally:
            context.close()
