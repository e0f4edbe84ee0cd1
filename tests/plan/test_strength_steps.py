"""Authentication strengths: changed through several requests, none of which accepts what it never should."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import X509Limit
from passkeyctl.plan.operation import Gone, Operation, Present, Stage
from passkeyctl.plan.steps.strength_course import is_open_in_between
from passkeyctl.plan.steps.strength_steps import operations
from passkeyctl.plan.verify import unmet
from passkeyctl.wire import strengths as wire
from tests.sandbox.graph import STRENGTHS, Clock, Graph, open_store
from tests.sandbox.tenants import small_tenant

KEYS = tuple(f"a0000000-0000-4000-8000-00000000000{number}" for number in range(1, 4))
SINGLE, MULTI = "x509CertificateSingleFactor", "x509CertificateMultiFactor"
COMBINATIONS = ("fido2", "windowsHelloForBusiness", "password,sms", SINGLE, MULTI)
ISSUERS = ("aa" * 20, "bb" * 20)
OIDS = ("1.2.3", "1.2.4")
STRENGTH = Address(Kind.STRENGTH, "keys")
Accepted = frozenset[tuple[str, ...]]


def accepted(fields: Fields) -> Accepted:
    """Every way to sign in that counts: a combination, with the key or the certificate that it was done with."""
    found: set[tuple[str, ...]] = set()
    combinations, keys, limits = fields["allowedCombinations"], fields["fido2.allowedAAGUIDs"], fields["x509"]
    assert isinstance(combinations, frozenset)
    assert isinstance(keys, frozenset)
    assert isinstance(limits, frozenset)
    for combination in combinations:
        if combination == "fido2":
            found |= {("fido2", key) for key in KEYS if not keys or key in keys}
        elif combination in (SINGLE, MULTI):
            found |= {
                (str(combination), issuer, oid)
                for issuer, oid in product(ISSUERS, OIDS)
                if all(
                    (not limit.issuer_skis or issuer in limit.issuer_skis)
                    and (not limit.policy_oids or oid in limit.policy_oids)
                    for limit in limits
                    if isinstance(limit, X509Limit) and combination in limit.for_combinations
                )
            }
        else:
            found.add((str(combination),))
    return frozenset(found)


@st.composite
def contents(draw: st.DrawFn) -> Fields:
    combinations = draw(st.frozensets(st.sampled_from(COMBINATIONS), min_size=1))
    keys = draw(st.frozensets(st.sampled_from(KEYS[:2]))) if "fido2" in combinations else frozenset()
    certificates = sorted({SINGLE, MULTI} & combinations)
    shared = draw(st.booleans())
    limited = [frozenset(certificates)] if shared and certificates else [frozenset({each}) for each in certificates]
    lists = st.tuples(st.frozensets(st.sampled_from(ISSUERS)), st.frozensets(st.sampled_from(OIDS)))
    limits = frozenset(X509Limit(each, *chosen) for each in limited if any(chosen := draw(lists)))
    return {
        "name": draw(st.sampled_from(["Keys only", "Keys"])),
        "description": draw(st.sampled_from([None, "For administrators"])),
        "allowedCombinations": combinations,
        "fido2.allowedAAGUIDs": keys,
        "x509": limits,
    }


def update(live: LiveObject, planned: Fields) -> ResourceChange:
    fields = tuple(
        FieldChange(each.path, live.fields[each.path], planned[each.path])
        for each in FIELDS[Kind.STRENGTH]
        if live.fields[each.path] != planned[each.path]
    )
    action = Action.UPDATE if fields else Action.NO_OP
    return ResourceChange(STRENGTH, action, live.id, live.name, live, planned, fields)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    clock = Clock()
    store = open_store(tmp_path_factory.mktemp("strengths") / "tenant.sqlite", clock, small_tenant(), None)
    yield Graph(store, clock)
    store.close()


def live_strength(graph: Graph, id: str) -> LiveObject:
    return wire.read(graph.get(f"{STRENGTHS}/{id}"))


def state_of(*live: LiveObject) -> PriorState:
    return PriorState(live, True, {})


def send(graph: Graph, operation: Operation) -> None:
    answer = graph.send(operation.method, operation.path, operation.body)
    assert answer.is_success, f"{operation.summary}: {answer.text}"


@settings(max_examples=80, derandomize=True, database=None, deadline=None)
@given(contents(), contents())
def test_the_tenant_takes_every_step_and_no_step_shuts_out_or_lets_in(
    graph: Graph, before: Fields, after: Fields
) -> None:
    graph.store.load(small_tenant() | {"authenticationStrengthPolicies": []})
    live = wire.read(graph.create(STRENGTHS, wire.create_json(before)))
    moments = [accepted(live.fields)]
    for operation in operations([update(live, after)]):
        send(graph, operation)
        shown = live_strength(graph, live.id)
        assert [words for each in operation.expects for words in unmet(each, state_of(shown), {})] == []
        moments.append(accepted(shown.fields))
    assert live_strength(graph, live.id).fields == after
    whole, common = moments[0] | moments[-1], moments[0] & moments[-1]
    assert all(common <= each for each in moments)
    assert is_open_in_between(live, after) or all(each <= whole for each in moments)


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(contents(), contents())
def test_it_is_known_which_changes_open_a_strength_for_a_moment(before: Fields, after: Fields) -> None:
    live = wire.read({**wire.create_json(before), "id": "strength", **with_ids(before)})
    moments = [expected(each) for each in operations([update(live, after)])]
    opens = any(not accepted(each) <= accepted(before) | accepted(after) for each in moments)
    assert not opens or is_open_in_between(live, after)
    changed = {c for c in COMBINATIONS if (c in combinations(before)) != (c in combinations(after))}
    if not (changed & {"fido2", SINGLE, MULTI}) and keys_of(before) == keys_of(after):
        assert not is_open_in_between(live, after)


def combinations(fields: Fields) -> frozenset[str]:
    value = fields["allowedCombinations"]
    assert isinstance(value, frozenset)
    return frozenset(str(each) for each in value)


def keys_of(fields: Fields) -> set[frozenset[str]]:
    return {each.for_combinations for each in wire.x509_limits(fields)}


def with_ids(fields: Fields) -> JsonObject:
    limits = wire.create_json(fields).get("combinationConfigurations", [])
    assert isinstance(limits, list)
    return {
        "combinationConfigurations": [
            {**each, "id": f"limit-{number}"} for number, each in enumerate(limits) if isinstance(each, dict)
        ]
    }


def expected(operation: Operation) -> Fields:
    (only,) = operation.expects
    assert isinstance(only, Present)
    return only.fields


def keys_only(*aaguids: str, **more: object) -> Fields:
    plain: Fields = {
        "name": "Keys only",
        "description": None,
        "allowedCombinations": frozenset({"fido2"}),
        "fido2.allowedAAGUIDs": frozenset(aaguids),
        "x509": frozenset(),
    }
    return {**plain, **more}  # type: ignore[dict-item]


def made(before: Fields) -> LiveObject:
    return wire.read({**wire.create_json(before), "id": "strength", **with_ids(before)})


def sent(before: Fields, after: Fields) -> list[tuple[Stage, str, str]]:
    return [
        (each.stage, each.method, each.path.removeprefix("/policies/authenticationStrengthPolicies/strength"))
        for each in operations([update(made(before), after)])
    ]


EARLY, LATE = Stage.WIDER_STRENGTHS, Stage.NARROWER_STRENGTHS
ACTION, LIMITS, LIMIT = "/updateAllowedCombinations", "/combinationConfigurations", "/combinationConfigurations/limit-0"


def test_another_key_is_added_first_and_the_old_one_goes_last() -> None:
    assert sent(keys_only(KEYS[0]), keys_only(KEYS[1])) == [(EARLY, "PATCH", LIMIT), (LATE, "PATCH", LIMIT)]
    first, last = operations([update(made(keys_only(KEYS[0])), keys_only(KEYS[1]))])
    assert (first.body or {})["allowedAAGUIDs"] == [KEYS[0], KEYS[1]]
    assert (last.body or {})["allowedAAGUIDs"] == [KEYS[1]]
    assert expected(first)["fido2.allowedAAGUIDs"] == frozenset(KEYS[:2])


@pytest.mark.parametrize(
    ("before", "after", "requests"),
    [
        pytest.param((), KEYS[:1], [(LATE, "POST", LIMITS)], id="limited"),
        pytest.param(KEYS[:1], (), [(EARLY, "DELETE", LIMIT)], id="not limited any more"),
        pytest.param(KEYS[:1], KEYS[:2], [(EARLY, "PATCH", LIMIT)], id="one more"),
        pytest.param(KEYS[:2], KEYS[:1], [(LATE, "PATCH", LIMIT)], id="one less"),
        pytest.param(KEYS[:2], KEYS[:2], [], id="the same"),
    ],
)
def test_limits_widen_early_and_narrow_late(
    before: tuple[str, ...], after: tuple[str, ...], requests: list[tuple[Stage, str, str]]
) -> None:
    assert sent(keys_only(*before), keys_only(*after)) == requests
    assert not is_open_in_between(made(keys_only(*before)), keys_only(*after))


def test_combinations_that_come_and_go_are_split() -> None:
    before = keys_only(allowedCombinations=frozenset({"fido2", "password,sms"}))
    after = keys_only(allowedCombinations=frozenset({"fido2", "windowsHelloForBusiness"}))
    assert sent(before, after) == [(EARLY, "POST", ACTION), (LATE, "POST", ACTION)]
    first, last = operations([update(made(before), after)])
    assert expected(first)["allowedCombinations"] == frozenset({"fido2", "password,sms", "windowsHelloForBusiness"})
    assert (last.body or {})["allowedCombinations"] == ["fido2", "windowsHelloForBusiness"]


def test_a_limit_comes_right_after_its_new_combination_and_goes_right_before() -> None:
    without = keys_only(allowedCombinations=frozenset({"windowsHelloForBusiness"}))
    assert sent(without, keys_only(KEYS[0])) == [
        (EARLY, "POST", ACTION),
        (EARLY, "POST", LIMITS),
        (LATE, "POST", ACTION),
    ]
    assert sent(keys_only(KEYS[0]), without) == [
        (EARLY, "POST", ACTION),
        (LATE, "DELETE", LIMIT),
        (LATE, "POST", ACTION),
    ]
    assert is_open_in_between(made(without), keys_only(KEYS[0]))
    assert is_open_in_between(made(keys_only(KEYS[0])), without)


def test_texts_are_patched_alone() -> None:
    change = update(made(keys_only()), keys_only(name="Keys", description="For all"))
    (only,) = operations([change])
    assert (only.method, only.body) == ("PATCH", {"displayName": "Keys", "description": "For all"})
    assert only.summary == "change name or description of authentication strength `Keys only`"


def test_made_whole_and_deleted_by_id() -> None:
    fields = keys_only(KEYS[0])
    new = ResourceChange(STRENGTH, Action.CREATE, PendingId(STRENGTH), "Keys only", None, fields)
    old = ResourceChange(STRENGTH, Action.DELETE, "strength", "Keys only", made(fields), None)
    (create,) = operations([new])
    (delete,) = operations([old])
    assert (create.method, create.path, create.creates) == ("POST", STRENGTHS, (STRENGTH,))
    assert create.expects == (Present(Kind.STRENGTH, PendingId(STRENGTH), fields),)
    assert (delete.method, delete.path, delete.body) == ("DELETE", f"{STRENGTHS}/strength", None)
    assert (delete.stage, delete.expects) == (Stage.DELETED_STRENGTHS, (Gone(Kind.STRENGTH, "strength"),))


def test_a_name_is_given_up_before_another_takes_it() -> None:
    fresh = ResourceChange(Address(Kind.STRENGTH, "a"), Action.CREATE, "x", "Keys only", None, keys_only())
    renamed = update(made(keys_only()), keys_only(name="Keys of old"))
    assert [each.method for each in operations([fresh, renamed])] == ["PATCH", "POST"]


def test_what_is_as_it_shall_be_is_left_alone() -> None:
    assert operations([update(made(keys_only(KEYS[0])), keys_only(KEYS[0]))]) == ()
