"""Any state of the four remaining kinds, from any other: what is sent reads back, whatever is open about Graph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import canonical, defaults
from passkeyctl.sandbox.behaviour import DEFAULT, VARIANTS, Behaviour
from passkeyctl.sandbox.defaults import with_defaults
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part
from passkeyctl.wire import contexts, locations, methods
from tests.sandbox.graph import CONTEXTS, LOCATIONS, ROOT, TAP, Clock, Graph, open_store
from tests.sandbox.tenants import ADA, BEN, GROUP, NESTED, OTHER_GROUP, small_tenant
from tests.strategies import NAMES

few = settings(max_examples=20)
GROUPS = st.frozensets(st.sampled_from([GROUP, OTHER_GROUP, NESTED]))
PEOPLE = st.frozensets(st.sampled_from([ADA, BEN]))
MINUTES = st.lists(st.integers(10, 43200), min_size=3, max_size=3).map(sorted)
CAMPAIGN = "authenticationMethodsRegistrationCampaign"
LATER = "addedByGraphLater"


def a_pass(lifetimes: list[int], **fields: object) -> Fields:
    names = ("minimumLifetime", "defaultLifetime", "maximumLifetime")
    return {**fields, **dict(zip(names, lifetimes, strict=True))}  # type: ignore[dict-item]


passes = st.builds(
    lambda lifetimes, fields: a_pass(lifetimes, **fields),
    MINUTES,
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(["enabled", "disabled"]),
            "targets": st.one_of(GROUPS, st.just(frozenset({"everyone"}))),
            "targets.users": PEOPLE,
            "exclude": GROUPS,
            "exclude.users": PEOPLE,
            "oneTimeUse": st.booleans(),
            "length": st.integers(8, 48),
        }
    ),
)
campaigns = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["enabled", "disabled", "microsoftManaged"]),
        "method": st.sampled_from(["fido2", "microsoftAuthenticator"]),
        "include": st.one_of(
            st.frozensets(st.sampled_from([GROUP, OTHER_GROUP]), min_size=1), st.just(frozenset({"everyone"}))
        ),
        "include.users": PEOPLE,
        "exclude": GROUPS,
        "exclude.users": PEOPLE,
        "snoozeDays": st.integers(0, 14),
        "limitSnoozes": st.booleans(),
    }
)
RANGES = ("198.51.100.7/24", "203.0.113.0/25", "10.0.0.0/9", "2001:db8::/48", "2001:db8::1/48", "::ffff:c000:201/128")
places: st.SearchStrategy[Fields] = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.just("ip"),
            "name": NAMES.filter(str.strip),
            "ipRanges": st.frozensets(st.sampled_from(RANGES), min_size=1),
            "trusted": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("country"),
            "name": NAMES.filter(str.strip),
            "countries": st.frozensets(st.sampled_from(["DK", "NO", "SE"]), min_size=1),
            "unknownCountries": st.booleans(),
            "lookup": st.sampled_from(["clientIpAddress", "authenticatorAppGps"]),
        }
    ),
).map(lambda fields: {**defaults(Kind.LOCATION), **fields})  # type: ignore[dict-item]
levels = st.fixed_dictionaries(
    {"name": NAMES, "description": st.one_of(st.none(), NAMES), "published": st.booleans()},
)


def tenant_of_tomorrow() -> JsonObject:
    """Something new in every object that a write may send back."""
    whole = with_defaults(small_tenant())
    policy = objects(whole["authenticationMethodsPolicy"])[0]
    part(policy, "registrationEnforcement", CAMPAIGN)[LATER] = "kept"
    for method in objects(whole["authenticationMethodConfigurations"]):
        if method["id"] == "TemporaryAccessPass":
            method[LATER] = "kept"
    for place in objects(whole["namedLocations"]):
        place[LATER] = "kept"
    return whole


@contextmanager
def tenant(behaviour: Behaviour = DEFAULT) -> Iterator[Graph]:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        store = open_store(Path(folder) / "tenant.sqlite", clock, tenant_of_tomorrow(), behaviour)
        yield Graph(store, clock)
        store.close()


@few
@given(st.lists(passes, min_size=1, max_size=3))
def test_a_pass(states: list[Fields]) -> None:
    with tenant() as graph:
        for wanted in states:
            before = graph.get(TAP)
            prior = methods.read_temporary_access_pass(before).fields
            graph.patch(TAP, methods.temporary_access_pass_json(prior, wanted, before))
            after = graph.get(TAP)
            assert methods.read_temporary_access_pass(after).fields == wanted
            assert after[LATER] == "kept"


ANSWERS = {"usual": DEFAULT, "every other": VARIANTS[-1]}


def read_campaign(graph: Graph, *, beta: bool) -> tuple[JsonObject, Fields]:
    live = methods.read_campaign(graph.get(ROOT), graph.get(ROOT, version="beta") if beta else None)
    return live.original, live.fields


@pytest.mark.parametrize("behaviour", ANSWERS.values(), ids=ANSWERS.keys())
@pytest.mark.parametrize("beta", [False, True])
@few
@given(st.lists(campaigns, min_size=1, max_size=3))
def test_a_campaign(beta: bool, behaviour: Behaviour, states: list[Fields]) -> None:
    with tenant(behaviour) as graph:
        for state in states:
            unread: Fields = {} if beta else {"limitSnoozes": None}
            wanted = canonical(Kind.CAMPAIGN, {**state, **unread})
            original, prior = read_campaign(graph, beta=beta)
            body = methods.campaign_json(prior, wanted, original)
            version = "beta" if methods.campaign_is_beta(wanted, original) else "v1.0"
            assert version == ("beta" if beta else "v1.0")
            assert graph.send("PATCH", ROOT, body, version=version).status_code == 200
            original, fields = read_campaign(graph, beta=beta)
            assert fields == wanted
            assert part(original, "registrationEnforcement", CAMPAIGN)[LATER] == "kept"


@few
@given(st.data(), places)
def test_a_location(data: st.DataObject, first: Fields) -> None:
    same_type = places.filter(lambda each: each["type"] == first["type"])
    with tenant() as graph:
        created = graph.create(LOCATIONS, locations.create_json(first))
        path = f"{LOCATIONS}/{as_text(created['id'])}"
        assert locations.read(graph.get(path)).fields == first
        for wanted in data.draw(st.lists(same_type, max_size=2)):
            before = graph.get(path)
            prior = locations.read(before).fields
            graph.patch(path, locations.patch_json(prior, wanted, before))
            assert locations.read(graph.get(path)).fields == wanted
            assert graph.values(LOCATIONS)[0][LATER] == "kept"


@few
@given(st.lists(levels, min_size=1, max_size=3))
def test_a_context(states: list[Fields]) -> None:
    with tenant() as graph:
        graph.patch(f"{CONTEXTS}/c42", contexts.create_json(states[0]))
        for wanted in states:
            before = as_object(graph.get(f"{CONTEXTS}/c42"))
            graph.patch(f"{CONTEXTS}/c42", contexts.patch_json(contexts.read(before).fields, wanted))
            assert contexts.read(graph.get(f"{CONTEXTS}/c42")).fields == wanted
