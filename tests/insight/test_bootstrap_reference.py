"""The path to a first passkey against a slow reference, in generated tenants of which parts are not known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.bootstrap_path.path import path_of, paths
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject, PriorState
from tests.insight.bootstrap_reference import APP_MODEL, CLIENTS, Rule, Shop, World, comes_to_passkey
from tests.people import people
from tests.states import live

GROUPS = ("g-1", "g-2", "g-3")
NO_WORDS: frozenset[str] = frozenset()
YUBIKEY = "d8522d9f-575b-4866-88a9-ba99fa02f35b"
APP_ID = "6aa00308-ea33-4caa-90d6-ae905d8cb51b"
STRENGTHS = (
    "strength:fido2",
    "strength:fido2;temporaryAccessPassOneTime",
    "strength:fido2;temporaryAccessPassMultiUse",
    "strength:temporaryAccessPassOneTime;temporaryAccessPassMultiUse",
)
groups = st.frozensets(st.sampled_from(GROUPS), max_size=2)
memberships = st.sampled_from([frozenset(GROUPS), frozenset({"g-1", "g-2"}), frozenset({"g-2"}), frozenset({"g-1"})])
rules = st.builds(
    Rule,
    is_enabled=st.sampled_from([True, True, True, False]),
    target=st.sampled_from(["register", "all", "all but the app", "all but the app", "office"]),
    is_for_all=st.sampled_from([True, True, False]),
    includes=st.sampled_from([frozenset({"g-1"}), frozenset({"g-2", "g-3"})]),
    excludes=st.sampled_from([NO_WORDS, NO_WORDS, NO_WORDS, frozenset({"g-2"}), frozenset({"g-3"})]),
    platforms=st.sampled_from([NO_WORDS] * 3 + [frozenset({"windows", "macOS", "linux"}), frozenset({"iOS"})]),
    clients=st.sampled_from([NO_WORDS] * 3 + [frozenset({"browser"}), frozenset({"other"})]),
    is_for_risk=st.sampled_from([False, False, True]),
    spares_trusted_places=st.sampled_from([False, False, False, True]),
    grant=st.one_of(
        st.sampled_from([frozenset({"block"}), frozenset({"mfa", "compliantDevice"}), frozenset({"compliantDevice"})]),
        st.sampled_from(STRENGTHS).map(lambda each: frozenset({each})),
        st.sampled_from(STRENGTHS).map(lambda each: frozenset({each})),
        st.sampled_from(STRENGTHS).map(lambda each: frozenset({each, "compliantDevice"})),
    ),
)
models = st.sampled_from(
    [None, frozenset({YUBIKEY}), frozenset(APP_MODEL.values()), frozenset({APP_MODEL["iOS"], YUBIKEY})]
)
TYPES = (frozenset({"deviceBound"}), frozenset({"synced"}), frozenset({"deviceBound", "synced"}))
rows = st.tuples(st.sampled_from(["g-1", "g-1", "g-2", "g-3"]), st.sampled_from(TYPES), st.booleans(), models)
shops = st.builds(
    Shop,
    rules=st.lists(rules, min_size=1, max_size=3).map(tuple),
    pass_is_on=st.sampled_from([True] * 7 + [False]),
    pass_groups=st.just(frozenset({"g-1", "g-2"})),
    pass_excludes=st.sampled_from([NO_WORDS, NO_WORDS, frozenset({"g-3"})]),
    is_one_time=st.booleans(),
    self_service=st.sampled_from([True] * 7 + [False]),
    rows=st.lists(rows, min_size=1, max_size=3, unique_by=lambda each: each[0]).map(tuple),
)


def objects_of(shop: Shop) -> Iterator[LiveObject]:
    yield live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled", allowSelfServiceSetup=shop.self_service)
    yield live(
        Kind.TEMPORARY_ACCESS_PASS,
        "tap",
        state="enabled" if shop.pass_is_on else "disabled",
        targets=shop.pass_groups,
        exclude=shop.pass_excludes,
        oneTimeUse=shop.is_one_time,
    )
    for place, (group, types, attested, listed) in enumerate(shop.rows):
        yield live(Kind.TARGET, group, profiles=frozenset({f"pr-{place}"}))
        yield live(
            Kind.PROFILE,
            f"pr-{place}",
            passkeyTypes=types,
            enforceAttestation=attested,
            keyRestrictions__behavior="none" if listed is None else "allow",
            keyRestrictions__authenticators=listed or NO_WORDS,
        )
    for word in STRENGTHS:
        combinations = frozenset(word.removeprefix("strength:").split(";"))
        yield live(Kind.STRENGTH, word, word, allowedCombinations=combinations)
    for place, rule in enumerate(shop.rules):
        yield policy_of(rule, f"p-{place}")


def policy_of(rule: Rule, id: str) -> LiveObject:
    resources = {"all": "All resources", "all but the app": "All resources", "office": "Office 365"}.get(rule.target)
    return live(
        Kind.POLICY,
        id,
        id,
        state="enabled" if rule.is_enabled else "reportOnly",
        users__include="all" if rule.is_for_all else "selected",
        users__include__groups=NO_WORDS if rule.is_for_all else rule.includes,
        users__exclude__groups=rule.excludes,
        target__resources__include=frozenset({resources}) if resources else NO_WORDS,
        target__resources__exclude=frozenset({APP_ID}) if rule.target == "all but the app" else NO_WORDS,
        target__userActions=NO_WORDS if resources else frozenset({"Register security information"}),
        conditions__platforms__include=rule.platforms,
        conditions__clientApps=rule.clients or frozenset({"all"}),
        conditions__signInRisk=frozenset({"high"}) if rule.is_for_risk else NO_WORDS,
        conditions__locations__include=frozenset({"all"}) if rule.spares_trusted_places else NO_WORDS,
        conditions__locations__exclude=frozenset({"allTrusted"}) if rule.spares_trusted_places else NO_WORDS,
        grant__controls=frozenset(each for each in rule.grant if not each.startswith("strength:")),
        grant__authenticationStrength=next((each for each in rule.grant if each.startswith("strength:")), None),
    )


def worlds(inside: frozenset[str], unread: frozenset[str], shop: Shop) -> Iterator[World]:
    """Everything that may be true, as far as it makes a difference to this tenant."""
    words = frozenset[str]().union(*(each.grant for each in shop.rules))
    for chosen, complies, trusted, client, hand_made in product(
        product([False, True], repeat=len(unread)),
        [False, True] if "compliantDevice" in words else [False],
        [False, True] if any(each.spares_trusted_places for each in shop.rules) else [False],
        CLIENTS["app"] if any(each.clients for each in shop.rules) else ["browser"],
        [False] if shop.is_one_time else [False, True],
    ):
        more = {group for group, holds in zip(sorted(unread), chosen, strict=True) if holds}
        yield World(inside | more, complies, trusted, client, hand_made)


@given(shops, memberships, st.frozensets(st.sampled_from(GROUPS), max_size=1))
@settings(max_examples=120, deadline=None)
def test_what_the_path_says_is_so_in_every_world(shop: Shop, inside: frozenset[str], unread: frozenset[str]) -> None:
    state = before(PriorState(tuple(objects_of(shop)), True, {}))
    known = {each: [0] if each in inside else [] for each in GROUPS if each not in unread}
    path = path_of(paths(state, people(1, groups=known)), 0)
    truths = [comes_to_passkey(shop, each) for each in worlds(inside - unread, unread, shop)]
    assert path.holds is None or set(truths) == {path.holds}
    if len(truths) == 1:
        assert path.holds is truths[0]
    assert (path.breaks_at is not None) is (path.holds is False)
    assert bool(path.open_ways) is (path.holds is not False)


@given(shops, memberships)
@settings(max_examples=40, deadline=None)
def test_the_crowd_is_judged_like_each_of_its_people(shop: Shop, inside: frozenset[str]) -> None:
    state = before(PriorState(tuple(objects_of(shop)), True, {}))
    crowd = people(2, groups={each: [1] if each in inside else [] for each in GROUPS})
    found = paths(state, crowd)
    for ordinal, those in ((0, NO_WORDS), (1, inside)):
        alone = paths(state, people(1, groups={each: [0] if each in those else [] for each in GROUPS}))
        assert path_of(found, ordinal) == path_of(alone, 0)
