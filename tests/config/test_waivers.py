"""`waivers` in files: what they say, and what they may not say."""

from __future__ import annotations

from datetime import date

import pytest

from passkeyctl.config.rewriting import canonical_text
from tests.config import compositions, texts

POLICY = """\
conditionalAccess:
  pilot:
    name: PK010
    users: {include: {groups: [Pilot]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
"""
GOOD = "{rule: CAP407, reason: agreed, owner: it, expires: 2027-01-31"


def faults(waiver: str, before: str = "") -> list[tuple[str, str]]:
    answer = texts.loaded(f"{before}waivers:\n  - {waiver}\n")
    return [(each.summary, each.hint) for each in answer.diagnostics]


@pytest.mark.parametrize("day", ["2027-03-31", '"2027-03-31"', "'2027-03-31'"])
def test_a_waiver_is_read_whole(day: str) -> None:
    (waiver,) = texts.configuration(f"""\
        conditionalAccess: {{pilot: {{name: PK010}}}}
        waivers:
          - rule: CAP404
            reason: the portal is watched by hand
            owner: secops@contoso.com
            expires: {day}
            accepts: reportOnly
            at: conditionalAccess.pilot
            note: asked for again in spring
    """).waivers
    assert (waiver.rule, waiver.reason, waiver.owner) == (
        "CAP404",
        "the portal is watched by hand",
        "secops@contoso.com",
    )
    assert waiver.expires == date(2027, 3, 31)
    assert (waiver.accepts, waiver.at) == (("reportOnly",), "conditionalAccess.pilot")
    assert str(waiver.source) == "test.yaml:5:5"


def test_several_values_can_be_accepted() -> None:
    (waiver,) = texts.configuration(f"waivers: [{GOOD}, accepts: [one, two]}}]").waivers
    assert (waiver.accepts, waiver.at) == (("one", "two"), "")


@pytest.mark.parametrize("accepts", ["[]", "' '", "' , '", "[' ', ',']"])
def test_accepting_nothing_is_not_accepting_everything(accepts: str) -> None:
    (told,) = faults(f"{GOOD}, accepts: {accepts}}}")
    assert told[0] == "this waiver accepts nothing"


@pytest.mark.parametrize("left_out", ["rule", "reason", "owner", "expires"])
def test_what_must_be_said(left_out: str) -> None:
    said = {"rule": "CAP407", "reason": "agreed", "owner": "it", "expires": "2027-01-31"}
    text = ", ".join(f"{key}: {value}" for key, value in said.items() if key != left_out)
    assert faults(f"{{{text}}}") == [(f"`waivers` lacks `{left_out}`", f"add `{left_out}:`")]


@pytest.mark.parametrize("blank", ['" "', '""'])
def test_an_empty_reason_is_none(blank: str) -> None:
    ((summary, _),) = faults(f"{{rule: CAP407, reason: {blank}, owner: it, expires: 2027-01-31}}")
    assert summary in ("this waiver says nothing here", "`waivers.reason`: the text is empty")


@pytest.mark.parametrize("day", ["2027-02-30", "31.01.2027", "2027-1-31", "2027-01-31T00:00:00Z", "soon", "20270131"])
def test_an_expiry_that_is_no_day(day: str) -> None:
    text = f"{{rule: CAP407, reason: agreed, owner: it, expires: {day}}}"
    assert faults(text) == [(f"`waivers.expires` is a day, not `{day}`", "write it like 2027-03-31")]


def test_a_rule_that_there_is_not() -> None:
    text = GOOD.replace("CAP407", "CAP499")
    assert faults(text + "}")[0] == ("there is no rule `CAP499`", "did you mean `CAP409`?")


@pytest.mark.parametrize("code", ["EMG502", "OPS901", "PRF101", "CAP401"])
def test_a_promise_is_never_waived(code: str) -> None:
    ((summary, hint),) = faults(GOOD.replace("CAP407", code) + "}")
    assert summary == f"`{code}` can't be waived: it is one of the promises marked ‡"
    assert f"`passkeyctl explain {code}`" in hint


def test_findings_about_waivers_are_not_waived() -> None:
    ((summary, _),) = faults(GOOD.replace("CAP407", "OPS906") + "}")
    assert summary == "`OPS906` can't be waived: it is about waivers"


def test_an_address_is_one_of_the_files() -> None:
    assert faults(GOOD + ", at: conditionalAccess.pilto}", POLICY) == [
        ("these files describe no `conditionalAccess.pilto`", "did you mean `conditionalAccess.pilot`?")
    ]


@pytest.mark.parametrize(
    "at",
    [
        "conditionalAccess.pilot",
        "passkeys.targets",
        "emergencyAccess",
        "'conditionalAccess[\"CA001: Require MFA\"]'",
        "'passkeys.profiles[\"Default passkey profile\"]'",
    ],
)
def test_an_address_may_also_be_of_what_no_file_lists(at: str) -> None:
    assert faults(f"{GOOD}, at: {at}}}", POLICY) == []


@pytest.mark.parametrize(
    "at",
    ["'conditionalAccess[CA001]'", "'conditionalAccess[\"]'", "'conditionalAccess[\"\"]'", "'policies[\"CA001\"]'"],
)
def test_brackets_hold_a_name_of_a_kind(at: str) -> None:
    ((summary, _),) = faults(f"{GOOD}, at: {at}}}", POLICY)
    assert summary.startswith("these files describe no")


def test_one_rule_is_waived_once_for_an_address() -> None:
    body = f"{POLICY}waivers:\n  - {GOOD}}}\n  - {GOOD}, at: conditionalAccess.pilot}}\n  - {GOOD}}}\n"
    (told,) = texts.loaded(body).diagnostics
    assert told.summary == "`CAP407` is waived twice, first at test.yaml:10:5"
    assert str(told.source) == "test.yaml:12:5"


def test_the_waivers_of_all_files_count() -> None:
    found = compositions.configuration(
        baseline=f"{compositions.EMERGENCY}waivers: [{GOOD}}}]",
        tenant="""\
            extends: baseline.yaml
            include: [more.yaml]
            waivers: [{rule: GST702, reason: no partner, owner: it, expires: 2027-01-31}]
        """,
        more="waivers: [{rule: CAP404, reason: watched, owner: it, expires: 2027-01-31}]",
    )
    assert [(each.rule, each.source.file) for each in found.waivers] == [
        ("CAP407", "baseline.yaml"),
        ("GST702", "tenant.yaml"),
        ("CAP404", "more.yaml"),
    ]


def test_the_same_waiver_in_two_files_is_told_with_both_places() -> None:
    assert compositions.told(
        baseline=f"{compositions.EMERGENCY}waivers: [{GOOD}}}]",
        tenant=f"extends: baseline.yaml\nwaivers: [{GOOD}}}]",
    ) == [("tenant.yaml:3:11", "`CAP407` is waived twice, first at baseline.yaml:4:11")]


def test_an_overlay_can_add_to_the_waivers_of_several_files_of_a_baseline() -> None:
    found = compositions.configuration(
        baseline=f"{compositions.EMERGENCY}include: [more_baseline.yaml]\nwaivers: [{GOOD}}}]",
        more_baseline="waivers: [{rule: CAP404, reason: watched, owner: it, expires: 2027-01-31}]",
        tenant="""\
            extends: baseline.yaml
            overlay:
              waivers: !append
                - {rule: GST702, reason: no partner, owner: it, expires: 2027-01-31}
        """,
    )
    assert [each.rule for each in found.waivers] == ["CAP407", "CAP404", "GST702"]


def test_a_variable_can_give_the_day_and_the_owner() -> None:
    (waiver,) = compositions.configuration(
        baseline=f"""\
            {compositions.EMERGENCY}
            variables: {{until: {{type: string}}, team: {{type: string}}}}
            waivers: [{{rule: CAP407, reason: agreed, owner: "${{team}}", expires: "${{until}}"}}]
        """,
        tenant='extends: baseline.yaml\nvariables: {until: "2027-01-31", team: it}',
    ).waivers
    assert (waiver.owner, waiver.expires) == ("it", date(2027, 1, 31))


def test_fmt_keeps_a_waiver_and_its_day_as_it_is_written() -> None:
    text = f"""\
{texts.HEAD}waivers:
  - rule: CAP407
    reason: agreed
    owner: it
    expires: 2027-01-31 # then again
    at: passkeys
"""
    assert canonical_text(text, "test.yaml") == text
