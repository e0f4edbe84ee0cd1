"""The proof of equal passkey access as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.insight.proof.neutrality import Neutrality
from passkeyctl.insight.proof.people import Affected
from passkeyctl.insight.proof.proof import Proof
from passkeyctl.insight.proof.regions import OTHER, Cell
from passkeyctl.insight.proof.symbolic import Contrast, Moved
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.crowds import Reach
from passkeyctl.model.people import Roster
from passkeyctl.plan.plan import Plan


def proof_json(plan: Plan) -> JsonObject:
    """Under `proof`; nothing where none was asked for."""
    return {} if plan.neutrality is None else {"proof": _neutrality(plan, plan.neutrality)}


def _neutrality(plan: Plan, neutrality: Neutrality) -> JsonObject:
    roster = plan.known_people.roster if plan.known_people is not None else None
    otherwise = neutrality.otherwise
    return {
        **_proof(neutrality.proof, roster),
        "untouched": neutrality.is_untouched,
        "opts_in": neutrality.opts_in,
        "other_changes": neutrality.besides,
        "if_todays_setting_admits": (
            {"passkey_types": _sorted(otherwise.types), **_proof(otherwise.proof, roster)} if otherwise else None
        ),
    }


def _proof(proof: Proof, roster: Roster | None) -> JsonObject:
    return {
        "verdict": proof.verdict.value,
        "proven": proof.is_proven,
        "off": proof.is_off,
        "because": [each.value for each in proof.reasons],
        "unclear_profiles": [*proof.unclear],
        "unread_groups": [*proof.unread],
        "for_guests": [*proof.for_guests],
        "differences": [_contrast(each) for each in proof.contrasts],
        "people": None if proof.people is None else [_affected(each, roster) for each in proof.people],
    }


def _contrast(contrast: Contrast) -> JsonObject:
    return {"groups": [*contrast.groups], "phases": [_moved(each) for each in contrast.moved]}


def _moved(moved: Moved) -> JsonObject:
    return {
        "phase": moved.phase.value,
        "certain": moved.is_clear,
        "gained": [_cell(each) for each in sorted(moved.gained)],
        "lost": [_cell(each) for each in sorted(moved.lost)],
    }


def _cell(cell: Cell) -> JsonObject:
    """`aaguid` is null for every model that no profile names."""
    aaguid = None if cell.aaguid == OTHER else cell.aaguid
    return {"passkey_type": cell.passkey_type, "aaguid": aaguid, "attested": cell.is_attested}


def _affected(affected: Affected, roster: Roster | None) -> JsonObject:
    return {
        "phase": affected.phase.value,
        "gaining": _reach(affected.gaining, roster),
        "losing": _reach(affected.losing, roster),
        "hangs_on_nesting": len(affected.hangs_on_nesting),
    }


def _reach(reach: Reach, roster: Roster | None) -> JsonObject:
    people = roster.people(reach.possibly) if roster is not None else ()
    return {
        "surely": len(reach.surely),
        "possibly": len(reach.possibly),
        "people": [{"id": each.id, "name": str(each), "sure": each.ordinal in reach.surely} for each in people],
    }


def _sorted(words: Iterable[str]) -> list[JsonValue]:
    return [*sorted(words)]
