"""Pages in a real Chromium: nothing is loaded, nothing fails, everybody can use them, on a screen and on paper."""

from __future__ import annotations

import pytest

from tests.browser.browsing import Opened, Scheme, Visit
from tests.browser.written import PAGES

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WITHIN = 1000.0
"""Milliseconds from opening the page of 240 policies and 2,000 people to the first filtered list."""

WHOLE = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  for (const each of document.querySelectorAll(".part")) each.style.contentVisibility = "visible";
}"""
"""What is folded, or not yet drawn because it is far below, is looked at as well."""

NOT_SHOWN = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each instanceof HTMLElement && each.textContent.trim())
  .filter((each) => !each.closest("caption, form, #follow-form"))
  .filter((each) => !each.checkVisibility({contentVisibilityAuto: false}) || !each.getClientRects().length)
  .map((each) => each.outerHTML.slice(0, 80)).slice(0, 5)"""
TIMES = """(words) => {
  const box = document.querySelector("#people-list-text");
  const from = performance.now();
  box.value = words;
  box.dispatchEvent(new Event("input", {bubbles: true}));
  document.querySelector("#people").getBoundingClientRect();
  const loaded = performance.getEntriesByType("navigation")[0].loadEventEnd;
  return [loaded, performance.now() - from];
}"""


def test_it_opens_without_a_fault_and_asks_for_nothing(visit: Visit, name: str) -> None:
    with visit.opened(name) as opened:
        assert opened.page.locator("h1").is_visible()
        assert opened.page.locator("#verdict h2").is_visible()
        opened.page.wait_for_timeout(50)
        assert opened.faults == []
        assert opened.asked == [opened.page.url]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [each for each in sorted(PAGES) if each != "large"])
def test_axe_finds_no_violation(visit: Visit, name: str, scheme: Scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with visit.opened(name, scheme) as opened:
        opened.page.evaluate(WHOLE)
        found = Axe().run(opened.page, options={"runOnly": list(RULES), "resultTypes": ["violations"]})
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]] == []


def test_a_narrow_screen_is_not_wider_than_itself(visit: Visit, name: str) -> None:
    with visit.opened(name, width=400) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_paper_has_everything_even_while_a_filter_is_on(visit: Visit) -> None:
    with visit.opened("drift") as opened:
        opened.page.fill("#deviations-list-text", "nothing has these words")
        assert opened.seen("deviations-list") == 0
        opened.page.emulate_media(media="print")
        assert opened.seen("deviations-list") == 5
        assert opened.page.evaluate(NOT_SHOWN) == []
        assert not opened.page.locator("form.filter").first.is_visible()


def test_paper_has_what_is_folded_on_the_screen(visit: Visit) -> None:
    with visit.opened("plan") as opened:
        folded = opened.page.locator("details:not([open]) > *:not(summary)").first
        assert not folded.is_visible()
        opened.page.emulate_media(media="print")
        assert opened.page.evaluate(NOT_SHOWN) == []


def test_without_a_script_nothing_is_lost(visit: Visit) -> None:
    with visit.opened("drift", scripts=False) as opened:
        assert opened.page.locator("form.filter:visible").count() == 0
        assert opened.seen("deviations-list") == 5
        assert opened.page.locator("svg.targeting").is_visible()


def test_each_link_of_the_contents_leads_to_its_part(large: Opened) -> None:
    """However tall what lies between turns out to be when it is drawn."""
    top = "(link) => document.querySelector(link.getAttribute('href')).getBoundingClientRect().top"
    links = large.page.locator("header nav a, nav a[href^='#']").all()
    assert len(links) > 5
    for link in [*links, *reversed(links)]:
        link.click()
        large.page.wait_for_timeout(300)
        place = link.evaluate(top)
        at_the_end = large.page.evaluate("innerHeight + scrollY >= document.documentElement.scrollHeight - 2")
        assert 0 <= place < 130 or (at_the_end and 0 <= place < 900), (link.text_content(), place)


def test_people_are_found_by_keyboard_and_the_count_is_announced(large: Opened) -> None:
    page = large.page
    page.locator("#people-list-text").focus()
    page.keyboard.type("person19")
    assert large.count("people-list") == "111 of 2,000 people"
    assert large.seen("people-list") == 111
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "people-list-effect"
    page.keyboard.press("ArrowDown")
    effect = page.evaluate("document.activeElement.value")
    assert effect == "lose_keys"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "reset"
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('form[data-list=people-list] .count').textContent === '2,000 people'"
    )
    live = page.locator('form[data-list="people-list"] .count')
    assert (live.get_attribute("role"), live.get_attribute("aria-live")) == ("status", "polite")
    assert large.faults == []


def test_findings_are_chosen_by_severity_and_code(large: Opened) -> None:
    large.page.select_option("#findings-list-severity", "error")
    assert large.count("findings-list") == "1 of 31 findings"
    large.page.select_option("#findings-list-code", "OPS907")
    assert large.count("findings-list") == "none of 31 findings"
    large.page.select_option("#findings-list-severity", "")
    assert large.count("findings-list") == "10 of 31 findings"


def test_a_group_of_changes_goes_with_its_last_one_and_all_unfold_by_keyboard(large: Opened) -> None:
    page = large.page
    page.select_option("#changes-list-kind", "conditionalAccess")
    assert large.count("changes-list") == "240 of 243 changes"
    assert page.locator("#changes-list [data-group]:visible").count() == 1
    page.locator('button[data-open="changes-list"]').focus()
    page.keyboard.press("Enter")
    assert page.locator("#changes-list details[open]").count() == 243


def test_a_group_is_followed_through_the_picture_by_keyboard_and_by_click(large: Opened) -> None:
    page = large.page
    page.locator("#follow").focus()
    page.keyboard.press("ArrowDown")
    assert (page.locator("#followed").text_content() or "").startswith(
        "PK-Engineering-01. passkey profiles: Default passkey"
    )
    assert page.locator("svg.targeting.following g.on[data-node]").count() > 2
    page.locator('svg [data-node="g2"]').click()
    assert page.evaluate("document.querySelector('#follow').value") == "g2"
    page.locator('svg [data-node="g2"]').click()
    assert (page.locator("#followed").text_content() or "") == "The whole picture."


def test_the_first_tab_leads_past_everything_to_the_content(large: Opened) -> None:
    large.page.keyboard.press("Tab")
    assert large.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    large.page.keyboard.press("Enter")
    assert large.page.evaluate("document.activeElement.id") == "main"


def test_a_name_of_a_tenant_runs_nothing(visit: Visit) -> None:
    for name in ("hostile", "hostile-drift"):
        with visit.opened(name) as opened:
            assert opened.page.locator("main img").count() == 0
            assert opened.page.locator("script").count() == 1
            assert "<img src=x onerror=alert(1)>" in opened.page.locator("main").inner_text()
            assert opened.faults == []


def test_240_policies_and_2000_people_open_within_a_second(visit: Visit) -> None:
    """The best of three: what else the machine does at the moment is not the page's."""
    took = []
    for _ in range(3):
        with visit.opened("large") as opened:
            loaded, filtered = opened.page.evaluate(TIMES, "person19")
            assert opened.count("people-list") == "111 of 2,000 people"
            took.append(loaded + filtered)
    assert min(took) < WITHIN, took
