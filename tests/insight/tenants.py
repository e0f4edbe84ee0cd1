"""Small generated tenants: what is true of them, what is known of that, and every truth that fits what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from hypothesis import strategies as st

from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.json_types import JsonObject
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.people import KeyModel, Members, People
from passkeyctl.model.state import PriorState
from passkeyctl.wire import passkeys
from tests.insight.meanings import AAGUIDS, TYPES, lost, meanings, ways
from tests.insight.reference import Passkey, Profile, Row, Tenant, is_in

GROUPS = tuple(f"{digit * 8}-0000-4000-8000-00000000face" for digit in "abcd")
PROFILES = (DEFAULT_PROFILE_ID, *(f"{digit * 8}-0000-4000-8000-00000000cafe" for digit in "123"))
NEW_WORD = "addedByGraphLater"


@dataclass(frozen=True, slots=True)
class Known:
    """A tenant as far as it was read: `unread_*` and `unsure_guests` say of what in `tenant` nothing is known.

    Words that are not Graph's of today, None in a passkey, and profiles that only rows name, are unknown as well.
    """

    tenant: Tenant
    disabled: frozenset[int] = frozenset()
    unread_groups: frozenset[str] = frozenset()
    unread_keys: frozenset[int] = frozenset()
    unsure_guests: frozenset[int] = frozenset()

    def people(self) -> People:
        everyone = Crowd.first(self.tenant.count)
        guests = self.tenant.guests - self.unsure_guests
        return People(
            everyone=everyone,
            is_complete=True,
            enabled=Reach.exactly(everyone - Crowd.of(self.disabled)),
            guests=Reach(Crowd.of(guests), Crowd.of(guests | self.unsure_guests)),
            external=Reach(EMPTY, Crowd.of(guests | self.unsure_guests)),
            administrators=EMPTY,
            registered={"passKeyDeviceBound": Crowd.of(self.tenant.keys)},
            unreported=EMPTY,
            keys=self._holders(),
            keys_unread=Crowd.of(self.unread_keys),
            groups={each: self._members(each) for each in self.tenant.groups if each not in self.unread_groups},
            roles={},
        )

    def state(self) -> TenantState:
        """By way of Graph's JSON, so that reading it is compared as well."""
        return before(prior(self.tenant))

    def truths(self, person: int, nested: bool) -> Iterator[Tenant]:
        """Whatever may be true for one person: what people may do depends on no other person."""
        return (found for (found,) in self.truths_of((self.tenant,), person, nested))

    def truths_of(self, versions: tuple[Tenant, ...], person: int, nested: bool) -> Iterator[tuple[Tenant, ...]]:
        """The same for several versions of the passkey policy: an unknown word means the same in each."""
        tenant = self.tenant
        groups = (each for each in tenant.groups if each not in self.unread_groups)
        within = frozenset(each for each in groups if is_in(tenant, person, each, nested))
        for state, unread, is_guest, keys, profiles in product(
            ["enabled", "disabled"] if any(each.state == NEW_WORD for each in versions) else [""],
            _choices({each: [frozenset(), frozenset({each})] for each in sorted(self.unread_groups)}),
            [True, False] if person in self.unsure_guests else [person in tenant.guests],
            self._keys_of(person),
            _profiles_of(versions),
        ):
            yield tuple(
                replace(
                    version,
                    state=state if version.state == NEW_WORD else version.state,
                    profiles=listed,
                    groups={each: frozenset({person} if each in within | unread else ()) for each in tenant.groups},
                    guests=frozenset({person} if is_guest else ()),
                    keys={person: keys},
                )
                for version, listed in zip(versions, profiles, strict=True)
            )

    def keys_held(self, person: int) -> frozenset[KeyModel]:
        """As far as they were read."""
        return frozenset() if person in self.unread_keys else frozenset(map(model, self.tenant.keys.get(person, ())))

    def _keys_of(self, person: int) -> Iterator[tuple[Passkey, ...]]:
        if person not in self.unread_keys:
            yield from product(*map(meanings, self.tenant.keys.get(person, ())))
            return
        if person not in self.tenant.keys:  # of whom else the report says that they have one
            yield ()
        yield from ((each,) for each in meanings(Passkey(None, None, None)))

    def _holders(self) -> dict[KeyModel, Crowd]:
        held = {person: self.keys_held(person) for person in self.tenant.keys}
        models = sorted(frozenset().union(*held.values()), key=str)
        return {each: Crowd.of(person for person, keys in held.items() if each in keys) for each in models}

    def _members(self, group: str) -> Members:
        nested, direct = (
            Crowd.of(person for person in range(self.tenant.count) if is_in(self.tenant, person, group, way))
            for way in (True, False)
        )
        return Members(nested, direct)


def model(key: Passkey) -> KeyModel:
    return KeyModel(key.aaguid, key.passkey_type, key.is_attested)


def _profiles_of(versions: tuple[Tenant, ...]) -> Iterator[tuple[tuple[Profile, ...], ...]]:
    """The profiles of each version, in every way in which what is unknown of them may turn out."""
    listed = [{each.id: each for each in version.profiles} for version in versions]
    named = [{each for row in version.rows for each in row.profiles} for version in versions]
    gone = {each for ids, profiles in zip(named, listed, strict=True) for each in ids - set(profiles)}
    ids = sorted({*gone, *(each for profiles in listed for each in profiles)})
    choices = (
        product(ways(profiles[id] for profiles in listed if id in profiles), lost(id) if id in gone else [Profile(id)])
        for id in ids
    )
    for chosen in product(*choices):
        turned_out = dict(zip(ids, chosen, strict=True))
        yield tuple(
            tuple(
                turned_out[id][0].of(profiles[id]) if id in profiles else turned_out[id][1]
                for id in ids
                if id in profiles or id in named_here
            )
            for profiles, named_here in zip(listed, named, strict=True)
        )


def _choices(ways: dict[str, list[frozenset[str]]]) -> Iterator[frozenset[str]]:
    yield from (frozenset().union(*each) for each in product(*ways.values()))


def prior(tenant: Tenant) -> PriorState:
    document = fido2(tenant)
    return PriorState(passkeys.read(document), passkeys.has_profiles(document), document)


def fido2(tenant: Tenant) -> JsonObject:
    """The FIDO2 configuration as Graph gives it."""
    return {
        "id": "Fido2",
        "state": tenant.state,
        "isSelfServiceRegistrationAllowed": tenant.self_service,
        "defaultPasskeyProfile": DEFAULT_PROFILE_ID,
        "passkeyProfiles": [_profile_json(each) for each in tenant.profiles],
        "includeTargets": [
            {"id": each.group, "targetType": "group", "allowedPasskeyProfiles": list(each.profiles)}
            for each in tenant.rows
        ],
        "excludeTargets": [{"id": each, "targetType": "group"} for each in tenant.excludes],
    }


def _profile_json(profile: Profile) -> JsonObject:
    return {
        "id": profile.id,
        "name": profile.id,
        "passkeyTypes": profile.types,
        "attestationEnforcement": profile.attestation,
        "keyRestrictions": {
            "isEnforced": profile.is_enforced,
            "enforcementType": profile.enforcement,
            "aaGuids": list(profile.models),
        },
    }


_some_models = st.lists(st.sampled_from([*AAGUIDS, AAGUIDS[0].upper()]), max_size=3).map(tuple)
_passkeys = st.builds(Passkey, st.sampled_from(AAGUIDS), st.sampled_from(TYPES[:2]), st.booleans()).filter(
    lambda each: not (each.passkey_type == "synced" and each.is_attested)
)


@cache
def profiles_with(id: str) -> st.SearchStrategy[Profile]:
    return st.builds(
        Profile,
        st.just(id),
        st.sampled_from(["deviceBound,synced", "deviceBound", "synced"]),
        st.sampled_from(["disabled", "registrationOnly"]),
        st.booleans(),
        st.sampled_from(["allow", "block"]),
        _some_models,
    )


def tenants() -> st.SearchStrategy[Tenant]:
    """Up to four people, groups that hold people and each other, rows, excludes, profiles and passkeys of any kind."""
    return st.tuples(st.integers(1, 4), st.integers(1, len(PROFILES))).flatmap(lambda sizes: _tenants_of(*sizes))


@cache
def rows_with(profiles: tuple[str, ...]) -> st.SearchStrategy[Row]:
    some = st.lists(st.sampled_from(profiles), min_size=1, max_size=2).map(tuple)
    return st.builds(Row, st.sampled_from([*GROUPS[:3], EVERYONE, EVERYONE]), some)


@cache
def _tenants_of(count: int, profiles: int) -> st.SearchStrategy[Tenant]:
    """Kept, since hypothesis takes longer to make strategies than to draw from them."""
    persons = st.integers(0, count - 1)
    members = st.frozensets(st.one_of(persons, persons, st.sampled_from(GROUPS)), min_size=1, max_size=3)
    held = st.sampled_from([1, 2, 2, 0]).flatmap(_so_many_passkeys)
    return st.builds(
        Tenant,
        count=st.just(count),
        state=st.sampled_from(["enabled"] * 15 + ["disabled"]),
        self_service=st.sampled_from([True] * 5 + [False]),
        profiles=st.tuples(*map(profiles_with, PROFILES[:profiles])),
        rows=st.lists(rows_with(PROFILES[:profiles]), min_size=1, max_size=4).map(tuple),
        excludes=st.lists(st.sampled_from(GROUPS), max_size=1).map(tuple),
        groups=st.fixed_dictionaries(dict.fromkeys(GROUPS, members)),
        guests=st.frozensets(persons, max_size=1),
        keys=st.fixed_dictionaries(dict.fromkeys(range(count), held)).map(_without_none),
    )


@cache
def _so_many_passkeys(count: int) -> st.SearchStrategy[tuple[Passkey, ...]]:
    return st.lists(_passkeys, min_size=count, max_size=count).map(tuple)


def _without_none(keys: dict[int, tuple[Passkey, ...]]) -> dict[int, tuple[Passkey, ...]]:
    return {person: held for person, held in keys.items() if held}


def known_whole() -> st.SearchStrategy[Known]:
    return st.builds(Known, tenants(), disabled=st.frozensets(st.integers(0, 3), max_size=1))


def keys_unread() -> st.SearchStrategy[Known]:
    """Of everybody the report says that they have a passkey, and of nobody it is known which."""
    return known_whole().map(lambda known: replace(known, unread_keys=frozenset(known.tenant.keys)))


@st.composite
def known_in_part(draw: st.DrawFn) -> Known:
    """Up to three things unknown: more truths than these allow would be slow to enumerate, and say no more."""
    known = draw(known_whole())
    for blur in draw(st.lists(st.sampled_from(BLURS), min_size=1, max_size=3)):
        known = blur(known, draw)
    return known


Blur = Callable[[Known, st.DrawFn], Known]


def _a_group(known: Known, draw: st.DrawFn) -> Known:
    return replace(known, unread_groups=known.unread_groups | {draw(st.sampled_from(GROUPS))})


def _keys_of_one(known: Known, draw: st.DrawFn) -> Known:
    return replace(known, unread_keys=known.unread_keys | {_somebody(known, draw)})


def _whether_a_guest(known: Known, draw: st.DrawFn) -> Known:
    return replace(known, unsure_guests=known.unsure_guests | {_somebody(known, draw)})


def _the_state(known: Known, _: st.DrawFn) -> Known:
    return replace(known, tenant=replace(known.tenant, state=NEW_WORD))


def _a_lost_profile(known: Known, _: st.DrawFn) -> Known:
    """Never the default one, without which Graph's answer counts as incomplete."""
    return replace(known, tenant=replace(known.tenant, profiles=known.tenant.profiles[:1]))


def _a_word_of_a_profile(known: Known, draw: st.DrawFn) -> Known:
    which = draw(st.integers(0, len(known.tenant.profiles) - 1))
    unknown: dict[str, str] = draw(
        st.sampled_from(
            [{"types": ""}, {"types": f"synced,{NEW_WORD}"}, {"attestation": NEW_WORD}, {"enforcement": NEW_WORD}]
        )
    )
    profiles = list(known.tenant.profiles)
    profiles[which] = replace(profiles[which], **unknown)  # type: ignore[arg-type]
    return replace(known, tenant=replace(known.tenant, profiles=tuple(profiles)))


def _something_about_a_key(known: Known, draw: st.DrawFn) -> Known:
    person = _somebody(known, draw)
    unknown = draw(st.sampled_from(["aaguid", "passkey_type", "is_attested"]))
    keys = tuple(replace(each, **{unknown: None}) for each in known.tenant.keys.get(person, ()))
    return replace(known, tenant=replace(known.tenant, keys={**known.tenant.keys, person: keys}))


def _a_key_of_a_new_type(known: Known, draw: st.DrawFn) -> Known:
    person = _somebody(known, draw)
    keys = tuple(replace(each, passkey_type=NEW_WORD) for each in known.tenant.keys.get(person, ()))
    return replace(known, tenant=replace(known.tenant, keys={**known.tenant.keys, person: keys}))


def _somebody(known: Known, draw: st.DrawFn) -> int:
    return draw(st.integers(0, known.tenant.count - 1))


BLURS: tuple[Blur, ...] = (
    _a_group,
    _keys_of_one,
    _whether_a_guest,
    _the_state,
    _a_lost_profile,
    _a_word_of_a_profile,
    _something_about_a_key,
    _a_key_of_a_new_type,
)
