"""The proof of a plan in lines and as JSON, with the people whom it names."""

from __future__ import annotations

import json
from dataclasses import replace

from passkeyctl.insight.proof.neutrality import neutrality_of
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.plan.plan import Plan
from passkeyctl.render.json_text import json_text
from passkeyctl.render.naming import names_of
from passkeyctl.render.plain import plain_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.proof_lines import proof_lines
from passkeyctl.render.redaction import redacted
from passkeyctl.render.value_text import Words
from tests.people import people, roster
from tests.render.plans import OLD, PILOT, create, delete, live, plan_of, view

ROW: Fields = {"profiles": frozenset({DEFAULT_PROFILE_ID})}
YUBIKEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"


def proven(changes: tuple[ResourceChange, ...], known: People | None = None) -> Plan:
    plan = plan_of(*changes)
    found = neutrality_of(plan.prior, plan.changes, known)
    everybody = KnownPeople(known, roster(len(known.everyone))) if known is not None else None
    return replace(plan, neutrality=found, known_people=everybody)


def shown(plan: Plan) -> str:
    return plain_text(proof_lines(plan, Words(view(), names_of(plan))))


RETARGETED = (
    delete(live(Kind.TARGET, OLD, OLD, ROW)),
    create(Kind.TARGET, "pilot", "PK-Pilot", ROW, id=PILOT),
)


def test_no_proof_is_no_block() -> None:
    assert shown(plan_of(*RETARGETED)) == ""


def test_a_row_for_another_group_names_the_groups_what_they_gain_and_lose_and_who_is_concerned() -> None:
    known = people(14, groups={OLD: range(1, 12), PILOT: (10, 11, 12)})
    assert shown(proven(RETARGETED, known)) == (
        "\n"
        "Proof: the same passkey access for everybody\n"
        "  not equal:\n"
        '    members of "PK-Pilot"\n'
        "      newly sign in with and register passkeys of every type of every model\n"
        '    members of "PK-Old (2025)"\n'
        "      no longer sign in with and register passkeys of every type of every model\n"
        "    9 people could no longer sign in with and register such passkeys\n"
        "      person1@contoso.com, person2@contoso.com, person3@contoso.com,\n"
        "        person4@contoso.com, person5@contoso.com, person6@contoso.com,\n"
        "        person7@contoso.com, person8@contoso.com, person9@contoso.com\n"
        "    1 person could newly sign in with and register such passkeys\n"
        "      person12@contoso.com\n"
    )


def test_what_holds_today_says_for_whom_it_would_not() -> None:
    text = shown(proven(RETARGETED, people(4, groups={OLD: (1, 2), PILOT: (1, 2)})))
    assert text.startswith(
        "\nProof: the same passkey access for everybody\n"
        "  proven for everybody as the groups are today; it would change for these\n    memberships:\n"
    )
    assert "could" not in text


def test_what_can_not_be_told_says_why() -> None:
    unread = shown(proven(RETARGETED, people(4, groups={OLD: (1,)}, is_complete=False)))
    assert "not proven: it can't be told, because\n" in unread
    assert 'the members of these groups were not read: "PK-Pilot"' in unread
    assert "not everybody in the tenant is known" in unread
    nested = shown(proven(RETARGETED, people(4, groups={OLD: (1, 2), PILOT: (1, 2)}, direct={PILOT: (1,)})))
    assert "whether members of nested groups count for passkeys" in nested
    assert "person2@contoso.com" in nested


def test_models_are_named_and_all_others_stand_for_themselves() -> None:
    default = plan_of().prior.of(Kind.PROFILE)[0]
    narrower = {
        **default.fields,
        "keyRestrictions.behavior": "block",
        "keyRestrictions.authenticators": frozenset({YUBIKEY}),
    }
    row = live(Kind.TARGET, PILOT, PILOT, ROW)
    change = ResourceChange(Address(Kind.PROFILE, "default"), Action.UPDATE, default.id, "x", default, narrower)
    kept = ResourceChange(Address(Kind.TARGET, "pilot"), Action.NO_OP, PILOT, PILOT, row, row.fields)
    text = shown(proven((change, kept)))
    assert 'members of "PK-Pilot"\n' in text
    assert "no longer sign in with and register passkeys of every type of yubikey-5-nfc" in text.replace(
        "\n        ", " "
    )
    allowed = {**narrower, "keyRestrictions.behavior": "allow"}
    text = shown(proven((replace(change, planned=allowed), kept))).replace("\n        ", " ")
    assert "no longer sign in with and register passkeys of every type of every model but yubikey-5-nfc" in text


def test_json_has_every_difference_and_everybody_whom_it_concerns() -> None:
    known = people(14, groups={OLD: (1, 2), PILOT: (2, 3)})
    plan = proven(RETARGETED, known)
    document = json.loads(json_text(plan_json(plan, overrides={}, exit_code=3, reasons=["refused"])))["proof"]
    assert (document["verdict"], document["proven"]) == ("different", False)
    assert [each["groups"] for each in document["differences"]] == [[PILOT], [OLD]]
    sign_in = document["people"][0]
    assert sign_in["losing"]["people"] == [
        {"id": "00000001-0000-4000-8000-00000000beef", "name": "person1@contoso.com", "sure": True}
    ]
    assert (sign_in["gaining"]["surely"], sign_in["hangs_on_nesting"]) == (1, 0)
    assert "contoso.com" not in shown(redacted(plan))
