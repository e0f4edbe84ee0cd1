"""Plans as JSON: lossless, the same every time, without a clock."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from passkeyctl.render.json_text import json_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.value_json import value_json
from tests.render import plans
from tests.render.test_golden import example


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("enabled", "enabled"),
        (frozenset({"b", "a"}), ["a", "b"]),
        (frozenset[str](), []),
        (PendingId(Address(Kind.STRENGTH, "ftw")), "<id of authenticationStrengths.ftw>"),
        (
            Guests(frozenset({"serviceProvider", "internalGuest"}), frozenset({"2", "1"})),
            {"types": ["internalGuest", "serviceProvider"], "tenants": ["1", "2"], "legacy": False},
        ),
        (Guests(legacy=True), {"types": [], "tenants": None, "legacy": True}),
        (
            FilterRule("include", "device.isCompliant -eq True"),
            {"mode": "include", "rule": "device.isCompliant -eq True"},
        ),
        (SignInFrequency(4, "hours"), {"value": 4, "unit": "hours", "scope": "primaryAndSecondaryAuthentication"}),
        (SignInFrequency(), {"value": None, "unit": None, "scope": "primaryAndSecondaryAuthentication"}),
        (
            frozenset({X509Limit(frozenset({"b"}), policy_oids=frozenset({"1.2"})), X509Limit(frozenset({"a"}))}),
            [
                {"for_combinations": ["a"], "issuer_skis": [], "policy_oids": []},
                {"for_combinations": ["b"], "issuer_skis": [], "policy_oids": ["1.2"]},
            ],
        ),
    ],
)
def test_each_kind_of_value_keeps_its_type(value: Value, expected: JsonValue) -> None:
    assert value_json(value) == expected


@given(st.dictionaries(st.text(), st.text()))
def test_the_text_means_the_document_and_shows_nothing_unseen(texts: dict[str, str]) -> None:
    document: JsonObject = {**texts}
    text = json_text(document)
    assert json.loads(text) == document
    assert all(each.isprintable() or "\u3000" in each for each in text.removesuffix("\n").split("\n"))


def test_the_same_plan_gives_the_same_bytes() -> None:
    """The golden files say so across runs, in which sets come in another order each time."""
    documents = [
        plan_json(plans.every_finding(), overrides=overrides, exit_code=0, reasons=())
        for overrides in ({"PRF111": "a", "OPS907": "b"}, {"OPS907": "b", "PRF111": "a"})
    ]
    assert json_text(documents[0]) == json_text(documents[1])


def test_no_clock_stands_in_it() -> None:
    text = json_text(plan_json(example("pilot").plan, overrides={}, exit_code=0, reasons=()))
    assert not re.search(r"\d{4}-\d{2}-\d{2}T|\d{2}:\d{2}:\d{2}", text)


def test_the_reasons_and_the_code_are_those_of_the_run() -> None:
    document = plan_json(plans.plan_of(), overrides={}, exit_code=3, reasons=("refused", "changes"))
    assert (document["exit_code"], document["reasons"]) == (3, ["refused", "changes"])


def test_only_what_can_be_overridden_is_marked_so() -> None:
    document = plan_json(plans.every_finding(), overrides={"PRF111": "x", "EMG501": "x"}, exit_code=3, reasons=())
    findings = document["findings"]
    assert isinstance(findings, list)
    marks = {(each["code"], each["overridden"]) for each in findings if isinstance(each, dict)}
    assert {code for code, is_overridden in marks if is_overridden} == {"PRF111"}
    assert {code for code, _ in marks} >= {"EMG501", "OPS907", "EMG502", "CAP404", "STR302"}
