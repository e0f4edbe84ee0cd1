"""Authentication strengths: created whole; changed through a PATCH, an action and child requests, looser ones first.

Source: https://learn.microsoft.com/graph/api/authenticationstrengthpolicy-updateallowedcombinations
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import X509Limit
from passkeyctl.plan.operation import Family, Gone, Operation, Present, Stage
from passkeyctl.wire import endpoints
from passkeyctl.wire import strengths as wire


@dataclass(frozen=True, slots=True)
class Strength:
    """One strength that stands in the tenant and changes."""

    address: Address
    id: str
    name: str
    prior: Fields
    planned: Fields
    original: JsonObject

    @property
    def kept_combinations(self) -> frozenset[str]:
        return _combinations(self.prior) & _combinations(self.planned)


def operations(changes: Iterable[ResourceChange]) -> tuple[Operation, ...]:
    return tuple(operation for each in changes if each.address.kind is Kind.STRENGTH for operation in _of(each))


def _of(change: ResourceChange) -> Iterator[Operation]:
    match change.action:
        case Action.CREATE if change.planned is not None:
            yield _creation(change, change.planned)
        case Action.DELETE:
            yield _deletion(change)
        case Action.UPDATE if change.live is not None and change.planned is not None:
            yield from _update(
                Strength(
                    change.address, change.id, change.name, change.live.fields, change.planned, change.live.original
                )
            )


def _creation(change: ResourceChange, planned: Fields) -> Operation:
    return Operation(
        stage=Stage.STRENGTHS,
        family=Family.STRENGTHS,
        addresses=(change.address,),
        summary=f"create authentication strength `{change.name}`",
        method="POST",
        path=endpoints.STRENGTHS,
        body=wire.create_json(planned),
        expects=(Present(Kind.STRENGTH, change.id, planned),),
        creates=(change.address,),
    )


def _deletion(change: ResourceChange) -> Operation:
    return Operation(
        stage=Stage.DELETED_STRENGTHS,
        family=Family.STRENGTHS,
        addresses=(change.address,),
        summary=f"delete authentication strength `{change.name}`",
        method="DELETE",
        path=endpoints.strength(change.id),
        body=None,
        expects=(Gone(Kind.STRENGTH, change.id),),
    )


def _update(strength: Strength) -> Iterator[Operation]:
    """Each operation expects the fields as they stand after it, so that a wave verifies what it has done."""
    state: dict[str, object] = dict(strength.prior)
    for stage, summary, method, path, body, changed in _requests(strength):
        state.update(changed)
        expected: Fields = dict(state)  # type: ignore[arg-type]  # values of Fields went in
        yield Operation(
            stage=stage,
            family=Family.STRENGTHS,
            addresses=(strength.address,),
            summary=f"{summary} of authentication strength `{strength.name}`",
            method=method,
            path=path,
            body=body,
            expects=(Present(Kind.STRENGTH, strength.id, expected),),
        )


Request = tuple[Stage, str, str, str, "JsonObject | None", Mapping[str, object]]


def _requests(strength: Strength) -> Iterator[Request]:
    yield from _texts(strength)
    yield from _ahead_of_combinations(strength)
    yield from _combination_steps(strength, Stage.STRENGTHS)
    yield from _combination_steps(strength, Stage.NARROWER_STRENGTHS)
    yield from _after_combinations(strength)


def _texts(strength: Strength) -> Iterator[Request]:
    body = wire.patch_json(strength.prior, strength.planned)
    if body:
        fields = {key: strength.planned[key] for key in ("name", "description")}
        yield Stage.STRENGTHS, "change name or description", "PATCH", endpoints.strength(strength.id), body, fields


def _combination_steps(strength: Strength, stage: Stage) -> Iterator[Request]:
    """A change that adds and removes is split: first what either state allows, later what only the new one does."""
    prior, planned = _combinations(strength.prior), _combinations(strength.planned)
    either = prior | planned
    before, after = (prior, either) if stage is Stage.STRENGTHS else (either, planned)
    if before != after:
        fields: Fields = {"allowedCombinations": after}
        body: JsonObject = {"allowedCombinations": wire.combinations_list(fields)}
        path = endpoints.strength_combinations(strength.id)
        yield stage, "change the allowed combinations", "POST", path, body, fields


def _ahead_of_combinations(strength: Strength) -> Iterator[Request]:
    """A limit for a combination that is not allowed yet comes before it; one that becomes wider comes early too."""
    prior, planned = wire.aaguids(strength.prior), wire.aaguids(strength.planned)
    if "fido2" not in strength.kept_combinations:
        if planned and planned != prior and "fido2" in _combinations(strength.planned):
            yield from _set_aaguids(strength, Stage.STRENGTHS, planned)
    elif prior and not planned:
        yield from _set_aaguids(strength, Stage.STRENGTHS, planned)
    elif prior and planned - prior:
        yield from _set_aaguids(strength, Stage.STRENGTHS, prior | planned)
    yield from _x509(strength, Stage.STRENGTHS)


def _after_combinations(strength: Strength) -> Iterator[Request]:
    prior, planned = wire.aaguids(strength.prior), wire.aaguids(strength.planned)
    if "fido2" not in strength.kept_combinations:
        if prior and not planned:
            yield from _set_aaguids(strength, Stage.NARROWER_STRENGTHS, planned)
    elif planned and (prior - planned or not prior):
        yield from _set_aaguids(strength, Stage.NARROWER_STRENGTHS, planned)
    yield from _x509(strength, Stage.NARROWER_STRENGTHS)


def _set_aaguids(strength: Strength, stage: Stage, listed: frozenset[str]) -> Iterator[Request]:
    ids = wire.fido2_limit_ids(strength.original)
    fields = {"fido2.allowedAAGUIDs": listed}
    if not listed:
        for id in ids:
            path = endpoints.strength_limit(strength.id, id)
            yield stage, "lift the limit on passkeys", "DELETE", path, None, fields
    elif ids:
        path = endpoints.strength_limit(strength.id, ids[0])
        yield stage, "change the allowed passkeys", "PATCH", path, wire.fido2_limit_json(listed), fields
    else:
        path = endpoints.strength_limits(strength.id)
        yield stage, "limit the allowed passkeys", "POST", path, wire.fido2_limit_json(listed), fields


def _x509(strength: Strength, stage: Stage) -> Iterator[Request]:
    """Certificates: a limit that goes or only grows is early, one that comes or shrinks is late."""
    ids = wire.x509_limit_ids(strength.original)
    prior = {each.for_combinations: each for each in wire.x509_limits(strength.prior)}
    planned = {each.for_combinations: each for each in wire.x509_limits(strength.planned)}
    reached = dict(prior) if stage is Stage.STRENGTHS else {**prior, **_early_limits(strength, prior, planned)}
    for combinations in sorted({*prior, *planned}, key=sorted):
        before, after = prior.get(combinations), planned.get(combinations)
        if before == after or (_is_early(strength, before, after) != (stage is Stage.STRENGTHS)):
            continue
        if after is None:
            reached.pop(combinations, None)
            path = endpoints.strength_limit(strength.id, ids[combinations])
            yield stage, "lift the limit on certificates", "DELETE", path, None, {"x509": frozenset(reached.values())}
            continue
        reached[combinations] = after
        method, path = ("POST", endpoints.strength_limits(strength.id))
        if before is not None:
            method, path = ("PATCH", endpoints.strength_limit(strength.id, ids[combinations]))
        fields = {"x509": frozenset(reached.values())}
        yield stage, "limit the allowed certificates", method, path, wire.x509_limit_json(after), fields


def _early_limits(
    strength: Strength, prior: Mapping[frozenset[str], X509Limit], planned: Mapping[frozenset[str], X509Limit]
) -> dict[frozenset[str], X509Limit]:
    return {
        key: after
        for key, after in planned.items()
        if after != prior.get(key) and _is_early(strength, prior.get(key), after)
    }


def _is_early(strength: Strength, before: X509Limit | None, after: X509Limit | None) -> bool:
    limit = before or after
    assert limit is not None
    still_unused = not limit.for_combinations & _combinations(strength.prior)
    if after is None:
        return bool(limit.for_combinations & strength.kept_combinations) or still_unused
    if before is None:
        return still_unused
    return after.issuer_skis >= before.issuer_skis and after.policy_oids >= before.policy_oids


def _combinations(fields: Fields) -> frozenset[str]:
    value = fields["allowedCombinations"]
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
