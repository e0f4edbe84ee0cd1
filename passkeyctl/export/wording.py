"""Values of fields in the words of the language; None where it has none for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from passkeyctl.authenticators.catalogue import Catalogue, expand
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.authenticators.literals import ALL_ZERO
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.config.references import as_guid
from passkeyctl.export.nodes import Listed, Mapped, Node, Pair, Scalar
from passkeyctl.export.referring import Referring
from passkeyctl.export.yaml_text import can_say, scalar
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import MODES
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit

ALONE = frozenset({"conditions.platforms.include", "conditions.locations.include", "conditions.locations.exclude"})
"""Lists for which a single word may stand without brackets."""

WORDS_ALONE = frozenset({"all", "allTrusted"})
SCOPE = SignInFrequency().scope
SCOPES = (SCOPE, "secondaryAuthentication")


@dataclass(frozen=True, slots=True)
class Wording:
    referring: Referring
    catalogue: Catalogue
    known: dict[frozenset[str], Listed | None] = field(default_factory=dict)
    """Lists of authenticators that were put into words before: many strengths share theirs."""

    def node(self, field: Field, value: Value) -> Node | None:
        """What stands behind the key of a field that is not left out."""
        match field.shape:
            case Shape.FLAG:
                return flag(value)
            case Shape.TEXT:
                return text(value)
            case Shape.CHOICE:
                return Scalar(scalar(value)) if isinstance(value, str) and value in field.words else None
            case Shape.NUMBER:
                return Scalar(str(value)) if isinstance(value, int) else None
            case Shape.MINUTES:
                return minutes(value)
            case Shape.REFERENCE:
                return self.referring.member(field.refers_to or RefKind.STRENGTH, str(value))
            case Shape.GUESTS:
                return self._guests(value)
            case Shape.FILTER:
                return _filter(value)
            case Shape.FREQUENCY:
                return _frequency(value)
            case _:
                return self._of_set(field, value) if isinstance(value, frozenset) else None

    def _of_set(self, field: Field, value: frozenset[str] | frozenset[X509Limit]) -> Node | None:
        if field.shape is Shape.X509:
            return _x509(each for each in value if isinstance(each, X509Limit))
        members = frozenset(str(each) for each in value)
        match field.shape:
            case Shape.WORDS:
                return _words(field, members)
            case Shape.REFERENCES:
                return self.references(field, members)
            case Shape.AAGUIDS:
                return self.authenticators(members)
            case Shape.COMBINATIONS:
                return _combinations(members)
            case _:
                return self._ids(field, members)

    def _ids(self, field: Field, members: frozenset[str]) -> Node | None:
        if field.path == "countries":
            is_sayable = all(re.fullmatch("[A-Z]{2}", each) for each in members)
        elif field.path == "grant.termsOfUse":
            is_sayable = all(as_guid(each) for each in members)
        else:
            is_sayable = all(can_say(each) for each in members)
        return self._literals(members) if is_sayable else None

    def _guests(self, value: Value) -> Node | None:
        if not isinstance(value, Guests) or (value.legacy and value.types):
            return None
        if value.legacy:
            return Scalar("legacy")
        if value == Guests(frozenset(GUEST_TYPES), "all"):
            return Scalar("all")
        tenants = self._tenants(value.tenants)
        if tenants is None or not value.types.issubset(GUEST_TYPES):
            return None
        types = Pair("types", words(each for each in GUEST_TYPES if each in value.types))
        return Mapped((types, *([Pair("tenants", tenants)] if tenants != Listed(()) else [])))

    def _tenants(self, tenants: str | frozenset[str] | None) -> Node | None:
        """An empty list stands for a word that is left out."""
        if tenants is None:
            return Listed(())
        if isinstance(tenants, str):
            return Scalar(tenants) if tenants == "all" else None
        return self._literals(tenants) if tenants and all(as_guid(each) for each in tenants) else None

    def _literals(self, ids: Iterable[str]) -> Listed:
        return Listed(tuple(self.referring.literal(each) for each in sorted(ids)))

    def references(self, field: Field, members: frozenset[str]) -> Node | None:
        words = [word for word in field.words if word in members]
        if len(members) == 1 and words and (field.path in ALONE or not field.path.startswith("target.")):
            return Scalar(words[0]) if words[0] in WORDS_ALONE else Listed((Scalar(scalar(words[0])),))
        assert field.refers_to is not None
        # Rows of exclusions hold ids: a group that takes over a name must not take over the exemption.
        by_id = field.refers_to is RefKind.GROUP and (field.is_exclusion or field.path.startswith("exclude"))
        named = self.referring.members(field.refers_to, members - set(words), by_id=by_id)
        if named is None:
            return None
        return Listed((*(Scalar(scalar(each)) for each in words), *named.members))

    def authenticators(self, aaguids: frozenset[str]) -> Listed | None:
        """Aliases where they mean exactly these; an AAGUID that has none by the catalogue's date stays one."""
        if aaguids not in self.known:
            self.known[aaguids] = self._authenticators(aaguids)
        return self.known[aaguids]

    def _authenticators(self, aaguids: frozenset[str]) -> Listed | None:
        if any(as_guid(each) is None or each == ALL_ZERO for each in aaguids):
            return None
        names = shortest_names(aaguids, self.catalogue, {})
        meant: set[str] = set()
        for name in names:
            found = expand(name, self.catalogue, {})
            meant.update(found.aaguids if isinstance(found, Expansion) else ())
        if meant != aaguids:
            names = tuple(sorted(aaguids))
        return Listed(tuple(self._authenticator(name) for name in names))

    def _authenticator(self, name: str) -> Scalar:
        if as_guid(name) is None:
            return Scalar(scalar(name))
        later = next((each.model for each in self.catalogue.later if each.aaguid == name), None)
        entry = self.catalogue.by_aaguid.get(name)
        comment = entry.model if entry else f"{later}, later than this catalogue" if later else "in no catalogue"
        return Scalar(name, comment)


def flag(value: Value) -> Scalar | None:
    return Scalar("true" if value else "false") if isinstance(value, bool) else None


def text(value: Value) -> Scalar | None:
    return Scalar(scalar(value)) if isinstance(value, str) and can_say(value) else None


def minutes(value: Value) -> Scalar | None:
    """In the largest unit that divides it."""
    if not isinstance(value, int) or value <= 0:
        return None
    size, unit = next((size, unit) for size, unit in ((1440, "d"), (60, "h"), (1, "m")) if value % size == 0)
    return Scalar(f"{value // size}{unit}")


def words(members: Iterable[str]) -> Listed:
    return Listed(tuple(Scalar(scalar(each)) for each in members))


def _words(field: Field, members: frozenset[str]) -> Node | None:
    if not members.issubset(field.words):
        return None
    ordered = [each for each in field.words if each in members]
    return Scalar("all") if field.path in ALONE and ordered == ["all"] else words(ordered)


def _combinations(members: Iterable[str]) -> Listed | None:
    """In the order in which Graph counts the methods: single ones first."""
    order = {mode: place for place, mode in enumerate(MODES)}
    split = [each.split(",") for each in members]
    if not split or not all(mode in order for each in split for mode in each):
        return None
    split.sort(key=lambda each: (len(each), [order[mode] for mode in each]))
    return words(",".join(each) for each in split)


def _filter(value: Value) -> Node | None:
    if not isinstance(value, FilterRule) or value.mode not in ("include", "exclude") or not can_say(value.rule):
        return None
    return Mapped((Pair("mode", Scalar(value.mode)), Pair("rule", Scalar(scalar(value.rule)))))


def _frequency(value: Value) -> Node | None:
    if not isinstance(value, SignInFrequency) or value.scope not in SCOPES:
        return None
    most = {"hours": 23, "days": 365}.get(value.unit or "", 0)
    if value.value is None and value.unit is not None:
        return None
    if value.value is not None and not 1 <= value.value <= most:
        return None
    every = Scalar(str(value))
    return every if value.scope == SCOPE else Mapped((Pair("every", every), Pair("for", Scalar(value.scope))))


def _x509(limits: Iterable[X509Limit]) -> Node | None:
    said = [_limit(each) for each in limits]
    if any(each is None for each in said):
        return None
    ordered = sorted((each for each in said if each is not None), key=str)
    return ordered[0] if len(ordered) == 1 else Listed(tuple(ordered))


def _limit(limit: X509Limit) -> Mapped | None:
    covered = _combinations(limit.for_combinations)
    is_hex = all(re.fullmatch("[0-9A-Fa-f]+", each) for each in limit.issuer_skis)
    if covered is None or not is_hex or not all(re.fullmatch(r"[0-9]+(\.[0-9]+)+", each) for each in limit.policy_oids):
        return None
    pairs = [Pair("forCombinations", covered)]
    for key, members in (("allowedIssuerSkis", limit.issuer_skis), ("allowedPolicyOIDs", limit.policy_oids)):
        if members:
            pairs.append(Pair(key, words(sorted(members))))
    return Mapped(tuple(pairs))


def shown(value: Value) -> str:
    """A value that the language can't say, for a comment."""
    match value:
        case frozenset():
            return ", ".join(sorted(_shown_member(each) for each in value)) or "none"
        case FilterRule():
            return f"{value.mode} {value.rule}".strip()
        case Guests():
            kinds = [*sorted(value.types), *(["GuestsOrExternalUsers"] if value.legacy else [])]
            where = shown(value.tenants) if value.tenants is not None else ""
            return ", ".join(kinds) + (f" of {where}" if where else "")
        case _:
            return str(value)


def _shown_member(member: str | X509Limit) -> str:
    return " ".join(sorted(member.for_combinations)) if isinstance(member, X509Limit) else member
