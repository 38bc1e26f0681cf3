"""axe-core looks at a page: what keeps people out of it."""

from typing import Any, Final

from playwright.sync_api import Page

from infra.local.layout import SPA

_AXE: Final = SPA / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE: Final = ("serious", "critical")
_STANDARDS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def grave_findings(page: Page) -> list[str]:
    """Return what axe calls serious or critical: the rule, and the first place where it is broken."""
    page.evaluate(_AXE.read_text())
    result: dict[str, Any] = page.evaluate(
        "standards => axe.run(document, { runOnly: { type: 'tag', values: standards } })", _STANDARDS
    )
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:200]} ({found['nodes'][0]['failureSummary']})"
        for found in result["violations"]
        if found["impact"] in _GRAVE
    ]


def in_dark(page: Page) -> None:
    """Have the page shown in its dark theme, at once."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
