"""Pages as documents: whole by themselves, closed element by element, without anything that runs from a name."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import pairwise

import pytest

from passkeyctl.drift.deviation import Drift
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.reference import RefKind
from passkeyctl.plan.plan import Plan
from passkeyctl.render.findings.report import Found, Report, Step
from passkeyctl.render.page.pages import page_of_drift, page_of_history, page_of_plan, page_of_report
from tests.render import impact_plans, plans
from tests.render.markup import Element, ids, read
from tests.render.page_plans import drift_of, failure, large_plan, report_of, runs
from tests.render.test_ladder_pictures import HARM, PLAIN, ladder_of

HOSTILE = "</script><img src=x onerror=alert(1)>\"' onload='x' \u202e\x1b[2J`&amp;\n]]>"


@cache
def large() -> Plan:
    return large_plan()


@cache
def large_page() -> str:
    return page_of_plan(large(), plans.view(), report_of(large()), history=runs())


def small(plan: Plan) -> str:
    return page_of_plan(plan, plans.view(), report_of(plan, 2))


def ladder() -> str:
    _, standing = ladder_of((PLAIN[0], PLAIN[1], HARM, *PLAIN[3:]))
    return small(replace(plans.every_shape(), ladder=standing))


def hostile_plan() -> Plan:
    plan = impact_plans.losing()
    names = dict.fromkeys(plan.directory.names, HOSTILE)
    changes = tuple(replace(each, name=HOSTILE, note=HOSTILE) for each in plan.changes)
    finding = Finding(replace(report_finding().diagnostic, summary=HOSTILE), Weight.ASKS, affected=HOSTILE)
    return replace(
        plan,
        changes=changes,
        directory=Directory(names=names | {(RefKind.GROUP, plans.PILOT): HOSTILE}),
        destination=replace(plan.destination, tenant_name=HOSTILE, endpoint=HOSTILE),
        findings=(finding,),
        unlisted=(plans.live(Kind.POLICY, "1", HOSTILE, {}),),
        prior=replace(plan.prior, objects=tuple(replace(each, name=HOSTILE) for each in plan.prior.objects)),
    )


def report_finding() -> Found:
    return failure().found[0]


def hostile_drift() -> Drift:
    drift = drift_of(large())
    deviations = tuple(
        replace(each, name=HOSTILE, attribution=replace(each.attribution, by=HOSTILE, why=HOSTILE))
        for each in drift.deviations
    )
    return replace(drift, deviations=deviations, destination=replace(drift.destination, tenant_name=HOSTILE))


def hostile_report() -> Report:
    said = replace(report_finding().diagnostic, summary=HOSTILE, code=HOSTILE, address=HOSTILE, hint=HOSTILE)
    found = Found(Finding(said, Weight.SAYS), let_pass=HOSTILE)
    return Report(HOSTILE, 1, (found, report_finding()), about=HOSTILE, steps=(Step(HOSTILE, HOSTILE, False),))


PAGES: dict[str, Callable[[], str]] = {
    "large": large_page,
    "every shape": lambda: small(plans.every_shape()),
    "people": lambda: small(impact_plans.losing()),
    "people with names that mean harm": lambda: small(impact_plans.hostile_names()),
    "people unread": lambda: small(impact_plans.unread()),
    "ladder": ladder,
    "no changes": lambda: small(plans.plan_of()),
    "drift": lambda: page_of_drift(drift_of(large()), Report("drift", 2), history=runs()),
    "no drift": lambda: page_of_drift(replace(drift_of(large()), deviations=()), Report("drift", 0)),
    "failure": lambda: page_of_report(failure()),
    "passed": lambda: page_of_report(Report("validate", 0)),
    "apply": lambda: page_of_report(Report("apply", 1, steps=(Step("failed", "create", False, ("why",)),))),
    "history": lambda: page_of_history(runs(), "Contoso"),
    "no history": lambda: page_of_history((), notices=("the history could not be read: `no such table`",)),
    "hostile": lambda: small(hostile_plan()),
    "hostile drift": lambda: page_of_drift(hostile_drift(), Report("drift", 2)),
    "hostile report": lambda: page_of_report(hostile_report()),
}


@cache
def made(name: str) -> str:
    return PAGES[name]()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return made(str(request.param))


def test_every_element_is_closed_in_its_turn_and_every_id_stands_once(page: str) -> None:
    elements = read(page)
    found = ids(elements)
    assert len(found) == len(set(found))
    assert [each.tag for each in elements].count("h1") == 1
    assert [each.tag for each in elements].count("main") == 1
    for each in elements:
        if each.attributes.get("href", "").startswith("#"):
            assert each.attributes["href"][1:] in found
        for reference in ("aria-labelledby", "aria-describedby", "for", "data-list"):
            assert set(each.attributes.get(reference, "").split()) <= set(found)


def test_nothing_is_loaded_and_nothing_runs_but_the_one_script(page: str) -> None:
    elements = read(page)
    for each in elements:
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
        assert each.tag not in {"img", "iframe", "object", "embed", "link", "base"}
        assert each.attributes.get("href", "#").startswith("#")
        assert "src" not in each.attributes
    assert [each.tag for each in elements].count("script") == 1


def test_only_its_own_script_and_style_are_let_run(page: str) -> None:
    policy = next(each.attributes["content"] for each in read(page) if "http-equiv" in each.attributes)
    for tag in ("script", "style"):
        [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_nothing_is_unseen_or_turns_the_text(page: str) -> None:
    assert all(each.isprintable() or each == "\n" for each in page)
    assert "\u202e" not in page


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    levels = [int(each.tag[1]) for each in read(page) if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_plan_gives_the_same_bytes() -> None:
    again = large_plan()
    assert page_of_plan(again, plans.view(), report_of(again), history=runs()) == large_page()


def test_240_policies_and_2000_people_are_less_than_three_megabytes() -> None:
    elements = read(large_page())
    assert len(large_page().encode()) < 3_000_000
    rows = [each for each in elements if each.tag == "tr" and "data-effect" in each.attributes]
    assert len(rows) == 2000
    folds = [each for each in elements if each.tag == "details" and each.attributes.get("data-action") == "update"]
    assert sum(each.attributes["data-kind"] == "conditionalAccess" for each in folds) == 240


def test_a_hostile_name_is_shown_as_text() -> None:
    for name in ("hostile", "hostile drift", "hostile report"):
        assert "&lt;img src=x onerror=alert(1)&gt;" in made(name)
        assert "\\u202e" in made(name)


def section(page: str, id: str) -> Element:
    return next(each for each in read(page) if each.attributes.get("id") == id)


def test_the_verdict_comes_first_and_says_what_a_plan_comes_to() -> None:
    verdict = section(large_page(), "verdict").text
    assert "2 to create, 241 to update" in verdict
    assert "Refused: one finding blocks it." in verdict
    assert "242 requests, at least" in verdict
    assert "2,000 people" in verdict
    assert large_page().index('id="verdict"') < large_page().index('id="findings"') < large_page().index('id="changes"')


def test_a_failure_never_looks_like_a_good_end() -> None:
    verdict = section(made("failure"), "verdict")
    assert verdict.attributes["class"] == "verdict bad"
    assert "Failed: 1 error, 1 warning" in verdict.text
    assert section(made("no drift"), "verdict").attributes["class"] != "verdict bad"
    unread = page_of_drift(replace(drift_of(large()), deviations=(), compared=0), Report("drift", 1))
    assert section(unread, "verdict").attributes["class"] == "verdict bad"


def test_a_change_says_its_fields_and_the_line_of_the_file() -> None:
    changes = section(large_page(), "changes").text
    assert "conditionalAccess.ca000" in changes
    assert "users.include.groups" in changes
    assert "policies/00.yaml:5:7" in changes
    assert "affects 2,000 people" in changes


def test_a_deviation_says_who_and_when_and_both_ways_out() -> None:
    text = section(made("drift"), "deviations").text
    for words in (
        "mallory@contoso.com, from 203.0.113.7",
        "2026-11-23 22:30:00 UTC",
        "the audit log was cut short",
        "passkeyctl drift --accept conditionalAccess.ca000.state",
        "passkeyctl apply",
        "until 2026-12-24 by identity team",
    ):
        assert words in text


def test_the_ladder_and_the_requests_stand_in_their_order() -> None:
    text = section(made("ladder"), "rollout").text
    assert text.index("1 one") < text.index("2 two") < text.index("4 four") < text.index("5 five")
    requests = section(large_page(), "requests").text
    assert requests.index("Wave 1") < requests.index("Wave 2")
    assert "PATCH /v1.0/" in requests


def test_a_history_has_a_trend_of_what_was_counted_twice() -> None:
    page = made("history")
    assert "30 runs on record" in section(page, "verdict").text
    labels = [each.attributes["aria-label"] for each in read(page) if each.tag == "svg"]
    assert labels[0] == "Deviations: 0 on 2026-10-25, 5 on 2026-11-22"
    assert len(labels) == 4
    verdict = section(made("no history"), "verdict")
    assert verdict.attributes["class"] == "verdict warn"
    assert "No run is on record" in verdict.text
    assert "the history could not be read: no such table" in verdict.text


def test_a_long_history_is_cut_and_says_so() -> None:
    page = page_of_history(runs(620), "Contoso")
    assert sum("data-occasion" in each.attributes for each in read(page)) == 500
    assert "And 120 older: passkeyctl history --json lists all." in section(page, "history").text
