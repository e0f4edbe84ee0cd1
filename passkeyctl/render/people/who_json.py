"""One person as JSON: fields, not sentences. Every statement has its evidence: chains from the person to a setting.

`format_version` rises in its first number when a field changes its meaning or goes, in its second when one joins.
"""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl import __version__
from passkeyctl.insight.bootstrap_path.path import Step
from passkeyctl.insight.passkeys.models import Models as ModelSet
from passkeyctl.insight.person.bootstrap import Bootstrap
from passkeyctl.insight.person.evidence import Link, Statement
from passkeyctl.insight.person.graph_comparison import Compared, Comparison
from passkeyctl.insight.person.passkeys import PasskeysOfPerson
from passkeyctl.insight.person.person import Moment, Standing, WhatIf
from passkeyctl.insight.person.policies import Outcome, PolicyOfPerson
from passkeyctl.insight.person.scope import is_left_out
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import PendingId
from passkeyctl.model.people import KeyModel
from passkeyctl.model.reference import RefKind
from passkeyctl.render.naming import Names
from passkeyctl.render.people.who_report import Models, WhoReport
from passkeyctl.render.people.who_words import KINDS
from passkeyctl.render.value_json import value_json

FORMAT = "1.1"
TARGETS = (
    "target.resources.include",
    "target.resources.exclude",
    "target.resources.filter",
    "target.userActions",
    "target.authenticationContexts",
)
PLATFORMS = ("conditions.platforms.include", "conditions.platforms.exclude")


def who_json(report: WhoReport, models: Models) -> JsonObject:
    view, where = report.view, report.destination
    writer = _Writer(report.names, models)
    return {
        "kind": "person",
        "format_version": FORMAT,
        "tool_version": __version__,
        "destination": {"endpoint": where.endpoint, "tenant_id": where.tenant_id, "tenant_name": where.tenant_name},
        "settings_read_at": report.read_at.isoformat() if report.read_at is not None else None,
        "planned_changes": report.changes,
        "person": writer.standing(view.standing),
        "before": writer.moment(view.before),
        "after": writer.moment(view.after),
        "what_if": writer.what_if(report.what_if) if report.what_if is not None else None,
        "graph": _comparison(report.comparison) if report.comparison is not None else None,
        "unread_policies": [*view.unread_policies],
        "gaps": [
            {"part": each.part.value, "subject": each.subject, "why": each.why, "hint": each.hint} for each in view.gaps
        ],
        "ages": [{"part": each.part.value, "read_at": each.read_at.isoformat()} for each in view.ages],
    }


class _Writer:
    def __init__(self, names: Names, models: Models) -> None:
        self._names = names
        self._models = models

    def standing(self, standing: Standing) -> JsonObject:
        person = standing.person
        return {
            "id": person.id,
            "sign_in_name": person.sign_in_name,
            "name": person.name,
            "enabled": standing.is_enabled,
            "guest": standing.is_guest,
            "external": standing.is_external,
            "administrator": standing.is_administrator,
            "emergency": standing.is_emergency,
            "roles": None if standing.roles is None else self._roles(standing.roles),
            "eligible_roles": self._roles(standing.eligible),
        }

    def _roles(self, ids: Iterable[str]) -> list[JsonValue]:
        return [{"id": each, "name": self._names.of(RefKind.ROLE, each)} for each in ids]

    def moment(self, moment: Moment) -> JsonObject:
        mine = [each for each in moment.policies if each.concerns or is_left_out(each.in_scope)]
        return {
            "passkeys": self._passkeys(moment.passkeys),
            "policies": [self._policy(each) for each in mine],
            "policies_for_others": len(moment.policies) - len(mine),
            "ways_in": self._ways_in(moment.bootstrap),
        }

    def _passkeys(self, passkeys: PasskeysOfPerson) -> JsonObject:
        return {
            "excluded": self._statement(passkeys.excluded),
            "may_register": {each.value: self._statement(found) for each, found in passkeys.registers.items()},
            "models": {each: self._model_set(found) for each, found in passkeys.models.items()},
            "profiles": [
                {"id": _id(each.id), "name": each.name, "reaches": self._statement(each.reaches)}
                for each in passkeys.profiles
            ],
            "keys": [{**self._key(each.model), "signs_in": self._statement(each.signs_in)} for each in passkeys.keys],
            "has_unread_keys": passkeys.has_unread_keys,
        }

    def _model_set(self, found: ModelSet) -> JsonObject:
        listed: list[JsonValue] = [{"aaguid": each, "model": self._models.of(each)} for each in sorted(found.aaguids)]
        return {"extent": found.extent.value, "models": listed}

    def _key(self, key: KeyModel) -> JsonObject:
        name = None if key.aaguid is None else self._models.of(key.aaguid)
        return {"aaguid": key.aaguid, "model": name, "type": key.passkey_type, "attested": key.is_attested}

    def _policy(self, each: PolicyOfPerson) -> JsonObject:
        fields = each.policy.fields
        return {
            "id": _id(each.policy.id),
            "name": each.policy.name,
            "state": each.state,
            "target": {path: value_json(fields[path]) for path in TARGETS},
            "platforms": {path.rpartition(".")[2]: value_json(fields[path]) for path in PLATFORMS},
            "in_scope": self._statement(each.in_scope),
            "applies": each.applicability.applies,
            "depends_on": [str(reason) for reason in each.applicability.depends_on],
            "reasons": [*each.applicability.reasons],
            "requires": each.requirement,
            "strength": _id(fields["grant.authenticationStrength"]),
            "can_satisfy": each.can_satisfy,
        }

    def _ways_in(self, found: Bootstrap) -> JsonObject:
        return {
            "methods": [*found.methods],
            "reported": found.is_reported,
            "with_methods": self._statement(found.with_methods),
            "temporary_access_pass": self._statement(found.pass_reaches),
            "with_pass": self._statement(found.with_pass),
            "campaign": self._statement(found.campaign),
            "campaign_method": found.campaign_method or None,
            "guarded_by": [_id(each) for each in found.gates],
            "path": [_step(each) for each in found.path.steps],
            "open_ways": self._open_ways(found),
        }

    def _open_ways(self, found: Bootstrap) -> list[JsonValue]:
        ways = found.path.open_ways
        return [{"where": way.route.value, "platform": way.platform, "holds": holds} for way, holds in ways]

    def what_if(self, found: WhatIf) -> JsonObject:
        said = {name: getattr(found.sign_in, name) for name in found.sign_in.__dataclass_fields__}
        return {
            "sign_in": {name: value if isinstance(value, bool) or value is None else str(value)
                        for name, value in said.items()},
            "policies": [
                {
                    "id": _id(each.id),
                    "name": each.name,
                    "before": self._policy(each.before) if each.before is not None else None,
                    "after": self._policy(each.after) if each.after is not None else None,
                }
                for each in found.policies
            ],
            "before": _outcome(found.before),
            "after": _outcome(found.after),
        }  # fmt: skip

    def _statement(self, statement: Statement) -> JsonObject:
        return {
            "holds": statement.holds,
            "hangs_on_nesting": statement.hangs_on_nesting,
            "evidence": [[self._link(each) for each in chain] for chain in statement.chains],
        }

    def _link(self, link: Link) -> JsonObject:
        return {
            "kind": link.kind.value,
            "id": _id(link.id),
            "name": self._names.of(KINDS.get(link.kind), link.id),
            "holds": link.holds,
            "direct": link.is_direct,
            "value": value_json(link.value),
        }


def _outcome(outcome: Outcome) -> JsonObject:
    """What is in force: report-only and disabled policies demand nothing."""
    return {
        "blocked": outcome.is_blocked,
        "passes": outcome.passes,
        "demands": [
            {
                "policy": each.policy.name,
                "applies": each.applicability.applies,
                "requires": each.requirement,
                "can_satisfy": each.can_satisfy,
            }
            for each in outcome.demands
        ],
    }


def _comparison(found: Comparison) -> JsonObject:
    return {
        "agreeing": found.agreeing,
        "disagreements": [_compared(each) for each in found.disagreements],
        "undecided": [_compared(each) for each in found.undecided],
        "other_reasons": [_compared(each) for each in found.other_reasons],
    }


def _compared(each: Compared) -> JsonObject:
    return {
        "id": each.policy_id,
        "name": each.name,
        "passkeyctl": {"applies": each.ours, "reasons": [str(reason) for reason in each.our_reasons]},
        "graph": {"applies": each.graphs, "reasons": [*each.graph_reasons]},
    }


def _step(step: Step) -> JsonObject:
    """A step of the way that a pass opens; each counts those before it."""
    policies: list[JsonValue] = [{"id": _id(each.id), "name": each.name} for each in step.blame]
    return {"step": step.stage.value, "holds": step.holds, "policies": policies}


def _id(id: object) -> JsonValue:
    """None where it is known after apply."""
    return None if id is None or isinstance(id, PendingId) else str(id)
