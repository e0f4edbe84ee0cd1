"""How a standing strength gets to what is planned: request by request, each with what must read back after it.

A limit is only taken for a combination that the strength allows
(https://learn.microsoft.com/graph/api/resources/authenticationcombinationconfiguration): so the combination of a new
limit comes just before it, and the limit of a combination that goes is lifted just before that. In between such a
combination is not limited (`is_open_in_between`); everything else only ever accepts what the strength accepted before
or will accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from passkeyctl.json_types import JsonObject
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import X509Limit
from passkeyctl.plan.operation import Stage
from passkeyctl.wire import endpoints
from passkeyctl.wire import strengths as wire

Limit: TypeAlias = "frozenset[str] | X509Limit"
"""AAGUIDs for `fido2`; issuers and policies for certificates."""

FIDO2 = frozenset({"fido2"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A strength as it stands between two requests; `limits` by the combinations that each applies to."""

    texts: Fields
    combinations: frozenset[str]
    limits: Mapping[frozenset[str], Limit]

    @property
    def fields(self) -> Fields:
        keys = self.limits.get(FIDO2, frozenset())
        return {
            **self.texts,
            "allowedCombinations": self.combinations,
            "fido2.allowedAAGUIDs": keys if isinstance(keys, frozenset) else frozenset(),
            "x509": frozenset(each for each in self.limits.values() if isinstance(each, X509Limit)),
        }

    def limit_of(self, combination: str) -> Limit | None:
        return next((limit for key, limit in self.limits.items() if combination in key), None)

    def with_limit(self, key: frozenset[str], limit: Limit | None) -> Moment:
        kept = {each: value for each, value in self.limits.items() if each != key}
        return replace(self, limits=kept if limit is None else {**kept, key: limit})


def moment_of(fields: Fields) -> Moment:
    limits: dict[frozenset[str], Limit] = {each.for_combinations: each for each in wire.x509_limits(fields)}
    if aaguids := wire.aaguids(fields):
        limits[FIDO2] = aaguids
    value = fields["allowedCombinations"]
    combinations = frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
    return Moment({path: fields[path] for path in ("name", "description")}, combinations, limits)


@dataclass(frozen=True, slots=True)
class Request:
    stage: Stage
    summary: str
    method: str
    path: str
    body: JsonObject | None
    after: Moment


def requests(live: LiveObject, planned: Fields) -> tuple[Request, ...]:
    """Everything that changes this strength, in the order in which it is sent."""
    course = _Course(live, moment_of(live.fields), moment_of(planned), moment_of(live.fields))
    return tuple(course.requests())


def is_open_in_between(live: LiveObject, planned: Fields) -> bool:
    """Whether a combination stands for a moment with fewer limits than before and after."""
    ends = (moment_of(live.fields), moment_of(planned))
    return any(
        not _is_within(combination, request.after, ends)
        for request in requests(live, planned)
        for combination in request.after.combinations
    )


def _is_within(combination: str, moment: Moment, ends: Iterable[Moment]) -> bool:
    limit = moment.limit_of(combination)
    allowed = [each.limit_of(combination) for each in ends if combination in each.combinations]
    if None in allowed or limit in allowed:
        return True
    members = frozenset(member for each in allowed if isinstance(each, frozenset) for member in each)
    return isinstance(limit, frozenset) and limit <= members


@dataclass(slots=True)
class _Course:
    """One strength on its way; `now` is how it stands after the requests so far."""

    live: LiveObject
    prior: Moment
    planned: Moment
    now: Moment

    def requests(self) -> Iterator[Request]:
        yield from self._texts()
        yield from self._wider_limits()
        yield from self._combinations(Stage.WIDER_STRENGTHS, self.prior.combinations | self.planned.combinations)
        yield from self._limits_of_new_combinations()
        yield from self._narrower_limits()
        yield from self._limits_that_go()
        yield from self._combinations(Stage.NARROWER_STRENGTHS, self.planned.combinations)

    def _texts(self) -> Iterator[Request]:
        body = wire.patch_json(self.prior.texts, self.planned.texts)
        if body:
            self.now = replace(self.now, texts=self.planned.texts)
            path = endpoints.strength(self.live.id)
            yield Request(Stage.STRENGTHS, "change name or description", "PATCH", path, body, self.now)

    def _combinations(self, stage: Stage, wanted: frozenset[str]) -> Iterator[Request]:
        if wanted == self.now.combinations:
            return
        self.now = replace(self.now, combinations=wanted)
        body: JsonObject = {"allowedCombinations": wire.combinations_list(self.now.fields)}
        path = endpoints.strength_combinations(self.live.id)
        yield Request(stage, "change the allowed combinations", "POST", path, body, self.now)

    def _wider_limits(self) -> Iterator[Request]:
        """What loosens for a combination that stays, and what was limited ahead of being allowed."""
        for key, limit in _sorted(self.prior.limits):
            planned = self.planned.limits.get(key)
            if planned is None:
                if key <= self.planned.combinations and not _overlapping(key, self.planned.limits):
                    yield from self._set(Stage.WIDER_STRENGTHS, key, None)
            elif key & self.prior.combinations:
                yield from self._set(Stage.WIDER_STRENGTHS, key, _either(limit, planned))
            else:
                yield from self._set(Stage.WIDER_STRENGTHS, key, planned)

    def _limits_of_new_combinations(self) -> Iterator[Request]:
        for key, limit in _sorted(self.planned.limits):
            is_new = not key <= self.prior.combinations and key not in self.now.limits
            if is_new and not _overlapping(key, self.now.limits):
                yield from self._set(Stage.WIDER_STRENGTHS, key, limit)

    def _narrower_limits(self) -> Iterator[Request]:
        for key, limit in _sorted(self.planned.limits):
            for other in _overlapping(key, self.now.limits):
                # A combination takes one limit only.
                yield from self._set(Stage.NARROWER_STRENGTHS, other, None)
            yield from self._set(Stage.NARROWER_STRENGTHS, key, limit)

    def _limits_that_go(self) -> Iterator[Request]:
        for key, _ in _sorted(self.now.limits):
            if key not in self.planned.limits:
                yield from self._set(Stage.NARROWER_STRENGTHS, key, None)

    def _set(self, stage: Stage, key: frozenset[str], limit: Limit | None) -> Iterator[Request]:
        if self.now.limits.get(key) == limit:
            return
        self.now = self.now.with_limit(key, limit)
        of_what = "passkeys" if key == FIDO2 else "certificates"
        ids = self._ids(key)
        if limit is None:
            for id in ids:
                path = endpoints.strength_limit(self.live.id, id)
                yield Request(stage, f"lift the limit on {of_what}", "DELETE", path, None, self.now)
            return
        body = wire.x509_limit_json(limit) if isinstance(limit, X509Limit) else wire.fido2_limit_json(limit)
        if ids:
            path = endpoints.strength_limit(self.live.id, ids[0])
            yield Request(stage, f"change the allowed {of_what}", "PATCH", path, body, self.now)
        else:
            path = endpoints.strength_limits(self.live.id)
            yield Request(stage, f"limit the allowed {of_what}", "POST", path, body, self.now)

    def _ids(self, key: frozenset[str]) -> tuple[str, ...]:
        """Of the limits that the tenant had at the start; none is made and changed in one course."""
        if key == FIDO2:
            return wire.fido2_limit_ids(self.live.original)
        id = wire.x509_limit_ids(self.live.original).get(key)
        return (id,) if id is not None else ()


def _sorted(limits: Mapping[frozenset[str], Limit]) -> list[tuple[frozenset[str], Limit]]:
    return sorted(limits.items(), key=lambda each: sorted(each[0]))


def _overlapping(key: frozenset[str], limits: Mapping[frozenset[str], Limit]) -> list[frozenset[str]]:
    return sorted((each for each in limits if each & key and each != key), key=sorted)


def _either(prior: Limit, planned: Limit) -> Limit:
    """What either accepts, where that can be said in one limit; else what stands stays for now."""
    if isinstance(prior, X509Limit) and isinstance(planned, X509Limit):
        pairs = ((prior.issuer_skis, planned.issuer_skis), (prior.policy_oids, planned.policy_oids))
        # An empty list does not limit: that a list grows says something only where both have members.
        return planned if all(bool(old) == bool(new) and new >= old for old, new in pairs) else prior
    if isinstance(prior, frozenset) and isinstance(planned, frozenset):
        return prior | planned
    return prior
