"""A plan to be judged, put together by hand: what stands, what changes, who the emergency accounts are."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.checks.registry import judge
from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Configuration, EmergencyAccess, Entry
from passkeyctl.model.directory import Account, Directory, Emergency
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import FIELDS, defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState

HERE = SourceRange("tenant.yaml", 1, 1)
SAFE = "g-emergency"
ACCOUNTS = (
    Account("u-1", "bg1@contoso.example", True, frozenset({SAFE})),
    Account("u-2", "bg2@contoso.example", True, frozenset({SAFE, "g-nested"})),
)


def live(kind: Kind, id: str, name: str = "", /, **fields: object) -> LiveObject:
    built_in = fields.pop("built_in", False) is True
    has_name = any(each.path == "name" for each in FIELDS[kind])
    base: Fields = {**defaults(kind), **({"name": name or id} if has_name else {})}
    return LiveObject(kind, id, name or id, {**base, **_dotted(fields)}, {}, is_built_in=built_in)


def _dotted(fields: dict[str, object]) -> Fields:
    """`users__include=...` is the field `users.include`."""
    return {path.replace("__", "."): value for path, value in fields.items()}  # type: ignore[misc]


def policy(id: str = "p-1", /, **fields: object) -> LiveObject:
    """In force for everybody, and good: it excludes the emergency group."""
    good = {
        "state": "enabled",
        "users__include": "all",
        "users__exclude__groups": frozenset({SAFE}),
        "target__resources__include": frozenset({"All resources"}),
        "grant__controls": frozenset({"mfa"}),
    }
    return live(Kind.POLICY, id, f"Policy {id}", **{**good, **fields})


def strength(id: str = "s-1", /, **fields: object) -> LiveObject:
    plain: dict[str, object] = {"allowedCombinations": frozenset({"fido2"})}
    return live(Kind.STRENGTH, id, f"Strength {id}", **{**plain, **fields})


def profile(id: str = "pr-1", /, **fields: object) -> LiveObject:
    plain: dict[str, object] = {"passkeyTypes": frozenset({"deviceBound", "synced"})}
    return live(Kind.PROFILE, id, f"Profile {id}", built_in=id == DEFAULT_PROFILE_ID, **{**plain, **fields})


def row(group: str, *profiles: str) -> LiveObject:
    return live(Kind.TARGET, group, profiles=frozenset(profiles))


def settings(state: str = "enabled") -> LiveObject:
    return live(Kind.PASSKEYS, "Fido2", "passkeys", state=state)


def left_alone(before: LiveObject) -> ResourceChange:
    return ResourceChange(_address(before), Action.NO_OP, before.id, before.name, before, before.fields)


def updated(before: LiveObject, /, **fields: object) -> ResourceChange:
    planned: Fields = {**before.fields, **_dotted(fields)}
    return ResourceChange(
        _address(before),
        Action.UPDATE,
        before.id,
        before.name,
        before,
        planned,
        _changed(before.fields, planned, before.kind),
    )


def deleted(before: LiveObject, *, is_pruned: bool = False) -> ResourceChange:
    address = Address(before.kind, before.name, is_unlisted=True) if is_pruned else _address(before)
    return ResourceChange(address, Action.DELETE, before.id, before.name, before, None)


def created(wanted: LiveObject) -> ResourceChange:
    is_row = wanted.kind in (Kind.TARGET, Kind.EXCLUDE)
    address = Address(wanted.kind, wanted.id)
    changes = _changed(defaults(wanted.kind), wanted.fields, wanted.kind)
    id = wanted.id if is_row else PendingId(address)
    return ResourceChange(address, Action.CREATE, id, wanted.name, None, wanted.fields, changes)


def _address(before: LiveObject) -> Address:
    return Address(before.kind, "" if before.kind is Kind.PASSKEYS else before.id)


def _changed(prior: Fields, planned: Fields, kind: Kind) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(each.path, prior[each.path], planned[each.path])
        for each in FIELDS[kind]
        if prior[each.path] != planned[each.path]
    )


def review(
    *changes: ResourceChange,
    unlisted: Iterable[LiveObject] = (),
    drifted: Iterable[LiveObject] = (),
    accounts: tuple[Account, ...] | None = ACCOUNTS,
    state: str = "enabled",
    has_profiles: bool = True,
    unread: tuple[tuple[str, str], ...] = (),
    minimum: int = 2,
    entries: tuple[Entry, ...] = (),
    names: dict[tuple[RefKind, str], str] | None = None,
) -> Review:
    """Every id that is mentioned is in the tenant, unless `names` says which ones are."""
    rest = (*unlisted, *drifted)
    stands = [each.live for each in changes if each.live is not None] + list(rest)
    if not any(each.kind is Kind.PASSKEYS for each in stands):
        stands.append(settings(state))
    described = None if accounts is None else EmergencyAccess(None, (), minimum, HERE)
    return Review(
        configuration=Configuration(None, {}, entries, described, {}, None, {}, ()),
        prior=PriorState(tuple(stands), has_profiles, {}, unread),
        changes=changes,
        unlisted=rest,
        drifted=tuple(drifted),
        directory=Directory({}, Everything() if names is None else names),
        emergency=None if accounts is None else Emergency(SAFE, accounts),
    )


class Everything(dict[tuple[RefKind, str], str]):
    """A directory in which nothing is missing."""

    def get(self, key: tuple[RefKind, str], _default: object = None) -> str:
        return f"name of {key[1]}"


def found(judged: Review, code: str, words: str = "") -> list[Finding]:
    return [each for each in judge(judged) if each.diagnostic.code == code and words in each.diagnostic.summary]


def only(judged: Review, code: str, words: str = "") -> Finding:
    (finding,) = found(judged, code, words)
    return finding


def weights(judged: Review, code: str, words: str = "") -> list[tuple[Weight, bool]]:
    return [(each.weight, each.can_override) for each in found(judged, code, words)]
