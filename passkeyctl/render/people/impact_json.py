"""Whom a plan affects, as JSON: counts, and by name those who are always named."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.authenticators.catalogue import name_of, newest
from passkeyctl.insight.impact.effect import Demand, LostKey
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.people import People
from passkeyctl.plan.plan import Plan
from passkeyctl.render.people.impact_people import administrators, affected


def impact_json(plan: Plan) -> JsonObject | None:
    """None where nobody asked. Each figure has both bounds: of how many it surely holds, and of how many it may."""
    impact, known = plan.impact, plan.known_people
    if impact is None or known is None:
        return None
    return {
        "total": _figures(impact.total.reaches),
        "by_change": [{"address": str(address), **_figures(each.reaches)} for address, each in impact.by_change],
        "before": _figures(impact.before.reaches),
        "after": _figures(impact.after.reaches),
        "lost_keys": [_lost(each) for each in impact.lost_keys],
        "lost_by_profile": [
            {"id": each.id, "name": each.name, "people": bounds(each.holders)} for each in impact.lost_profiles
        ],
        "policies": [_demand(each) for each in impact.demands],
        "administrators": _people(plan, administrators(plan)),
        "emergency_accounts": _people(plan, impact.emergency),
        "emergency_accounts_unread": [*impact.emergency_unread],
        "disabled": len(impact.disabled),
        "hangs_on_nesting": [*sorted(impact.hangs_on_nesting)],
        **_knowledge(known.people),
    }


def bounds(reach: Reach) -> JsonObject:
    return {"surely": len(reach.surely), "possibly": len(reach.possibly)}


def _figures(reaches: Mapping[str, Reach]) -> JsonObject:
    return {name: bounds(reach) for name, reach in reaches.items()}


def _lost(lost: LostKey) -> JsonObject:
    key = lost.key
    return {
        "aaguid": key.aaguid,
        "model": name_of(key.aaguid, newest()) if key.aaguid is not None else None,
        "passkey_type": key.passkey_type,
        "attested": key.is_attested,
        "people": bounds(lost.holders),
        "no_other_passkey": bounds(lost.no_other_passkey),
        "no_other_method": bounds(lost.no_other_method),
    }


def _demand(demand: Demand) -> JsonObject:
    return {
        "address": str(demand.cause) if demand.cause is not None else None,
        "id": demand.id,
        "name": demand.name,
        "requirement": demand.requirement,
        "judged_by_methods": demand.is_about_methods,
        "required": bounds(demand.required),
        "unable": bounds(demand.unable),
    }


def _people(plan: Plan, crowd: Crowd) -> list[JsonValue]:
    return [
        {
            "id": each.person.id,
            "sign_in_name": each.person.sign_in_name,
            "name": each.person.name,
            "effects": {name: "surely" if sure else "possibly" for name, sure in each.effects.items()},
        }
        for each in affected(plan, crowd)
    ]


def _knowledge(people: People) -> JsonObject:
    return {
        "everybody_read": people.is_complete,
        "not_known": [
            {"part": each.part.value, "why": each.why, "hint": each.hint, "subject": each.subject}
            for each in people.gaps
        ],
        "read": [{"part": each.part.value, "read_at": each.read_at.isoformat()} for each in people.ages],
    }
