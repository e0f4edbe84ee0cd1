"""Words for one person that the sandbox has no occasion for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.insight.passkeys.models import Extent
from passkeyctl.insight.passkeys.models import Models as ModelSet
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement, setting
from passkeyctl.insight.person.person import person_view
from passkeyctl.insight.tenant_state import before
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.people import Gap, KeyModel, Knowledge, People
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import FilterRule, Guests
from passkeyctl.plan.destination import Destination
from passkeyctl.render.naming import Names
from passkeyctl.render.people.who_json import who_json
from passkeyctl.render.people.who_lines import who_lines
from passkeyctl.render.people.who_markdown import escaped, who_markdown
from passkeyctl.render.people.who_report import Models, WhoReport, redacted
from passkeyctl.render.people.who_words import WhoWords, answer_of
from passkeyctl.render.plain import plain_text
from tests.people import people, person
from tests.states import id_of, live, prior

PILOT, KEYS = id_of(2), id_of(1)
NAMES = Names({(RefKind.GROUP, PILOT): "SG Pilot", (RefKind.PROFILE, KEYS): "Keys", (RefKind.ROLE, "r"): "Reader"})
MODELS = Models(newest(), {})
WORDS = WhoWords(NAMES, MODELS)


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        ((Link(LinkKind.GROUP, PILOT, None),), "SG Pilot (members not read)"),
        (
            (Link(LinkKind.GROUP, PILOT, True, False), Link(LinkKind.EXCLUDE, PILOT)),
            "SG Pilot (through a group in it) -> its exclude",
        ),
        ((Link(LinkKind.TARGET, PILOT),), "the row of SG Pilot"),
        ((Link(LinkKind.ROLE, "r", None),), "role Reader (eligible, or not read)"),
        ((Link(LinkKind.USER, "x", None),), "named as x"),
        ((Link(LinkKind.GUESTS, "", None),), "guests and external users (not known whether they are meant)"),
        ((Link(LinkKind.NOT_A_GUEST, "", None),), "not known whether a guest"),
        ((Link(LinkKind.UNREAD, "passkeys", None),), "passkeys was not read"),
        ((setting("enforceAttestation", True),), "enforceAttestation: true"),
        ((setting("passkeyTypes", frozenset()),), "passkeyTypes: none"),
        ((setting("grant", None),), "grant: not set"),
        ((setting("x", FilterRule("include", "a")),), "x: include a"),
        ((setting("x", Guests(frozenset({"internalGuest"}))),), "x: internalGuest"),
    ],
)
def test_chains(chain: Chain, text: str) -> None:
    assert WORDS.chain(chain) == text


def test_keys_and_models_that_nobody_knows() -> None:
    assert WORDS.key(KeyModel(None, "later", None)) == "unknown model, of unknown type, attestation unknown"
    assert [WORDS.model_set(ModelSet(each)) for each in (Extent.NONE, Extent.UNKNOWN)] == [
        "no model",
        "which models is not known",
    ]
    some = frozenset({"00000000-0000-4000-8000-00000000abcd"})
    assert WORDS.model_set(ModelSet(Extent.ALL_BUT, some)) == "any model but 00000000-0000-4000-8000-00000000abcd"


def test_an_answer_that_hangs_on_nesting_says_so() -> None:
    assert answer_of(Statement(None, hangs_on_nesting=True)) == "hangs on nesting"
    assert answer_of(Statement(None)) == "not known"


def report(who: People) -> WhoReport:
    state = before(
        prior(
            live(Kind.PROFILE, KEYS, "Keys", passkeyTypes=frozenset({"deviceBound"})),
            live(Kind.TARGET, PILOT, profiles=frozenset({KEYS})),
        )
    )
    view = person_view(person(0), state, state, who, is_emergency=None)
    return WhoReport(Destination("global", "tenant-id", "Contoso"), view, NAMES, is_planned=False)


def test_policies_that_could_not_be_read_stand_in_every_form() -> None:
    plain = report(people(1, groups={PILOT: [0]}))
    shown = replace(plain, view=replace(plain.view, unread_policies=("Beta only",)))
    text = plain_text(who_lines(shown, MODELS))
    assert text.endswith("Not known\n  in the beta list only, so what it asks is not known: Beta only\n")
    assert who_json(shown, MODELS)["unread_policies"] == ["Beta only"]
    assert "in the beta list only, so what it asks is not known: Beta only" in who_markdown(shown, MODELS)


def test_what_is_not_known_stands_in_every_form() -> None:
    gap = Gap(Knowledge.MEMBERS, "403", "grant it", PILOT)
    nested = people(1, groups={PILOT: [0]}, direct={PILOT: []}, keys_unread=[0], unreported=[0], gaps=(gap,))
    shown = report(nested)
    text = plain_text(who_lines(shown, MODELS))
    assert "    a device-bound passkey: hangs on nesting\n      hangs on whether members of groups inside" in text
    assert "    they may have more, which were not read\n" in text
    assert "    registered methods: none, and others not known\n" in text
    assert text.endswith("Not known\n  members: 403\n    hint: grant it\n")
    assert max(map(len, text.splitlines())) <= 80
    document = who_json(shown, MODELS)
    assert document["gaps"] == [{"part": "members", "subject": PILOT, "why": "403", "hint": "grant it"}]
    after = document["after"]
    assert isinstance(after, dict)
    passkeys = after["passkeys"]
    assert isinstance(passkeys, dict)
    assert passkeys["has_unread_keys"] is True
    register = passkeys["may_register"]
    assert isinstance(register, dict)
    bound = register["deviceBound"]
    assert isinstance(bound, dict)
    assert (bound["holds"], bound["hangs_on_nesting"]) == (None, True)
    assert "| members | 403 | grant it |" in who_markdown(shown, MODELS)


def test_a_name_can_not_break_a_table() -> None:
    assert escaped("a|b`<c>\n*d*\u202e") == "a\\|b\\`\\<c\\>\\\\n\\*d\\*\\\\u202e"


def test_redaction_keeps_ids_and_takes_names() -> None:
    shown = redacted(report(people(1, groups={PILOT: [0]})))
    text = plain_text(who_lines(shown, MODELS))
    assert "Person 0" not in text
    assert "SG Pilot" not in text
    assert "Contoso" not in text
    assert person(0).id in text
    found = who_json(shown, MODELS)["person"]
    assert isinstance(found, dict)
    named: JsonObject = found
    assert named["name"] == "<person>"
