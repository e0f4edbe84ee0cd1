"""A judgement of a sign-in holds in every way in which what is not said of it may turn out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.sign_in.applicability import applicability
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.values import FilterRule, Value

EXCHANGE, OWN = "00000002-0000-0ff1-ce00-000000000000", "12121212-3434-4565-8787-909090909090"
ACTIONS = ("Register security information", "Register or join devices")
HQ, BRANCH, GERMANY, GONE = (f"{digit * 8}-0000-4000-8000-00000010ca7e" for digit in "1234")
RANGES = {HQ: "203.0.113.0/24", BRANCH: "198.51.100.0/24"}
ADDRESSES = tuple(IPv4Address(each) for each in ("203.0.113.77", "198.51.100.1", "192.0.2.1"))
LOCATIONS: dict[str, dict[str, Value]] = {
    HQ: {"type": "ip", "ipRanges": frozenset({RANGES[HQ]}), "trusted": True},
    BRANCH: {"type": "ip", "ipRanges": frozenset({RANGES[BRANCH]})},
    GERMANY: {"type": "country", "countries": frozenset({"DE"})},
}
TENANT = TenantState(
    tuple(Held(Kind.LOCATION, id, id, {**defaults(Kind.LOCATION), **given}) for id, given in LOCATIONS.items())
)
RISKS = ("none", "low", "medium", "high", "hidden")


@dataclass(frozen=True)
class Truth:
    """A sign-in with nothing left open, and what nobody reads about it."""

    sign_in: SignIn
    is_in_scope: bool
    is_own_app_of_office: bool
    matches_device_filter: bool
    matches_application_filter: bool
    is_in_gone_location: bool


def applies(policy: Fields, truth: Truth) -> bool:
    """The rules, read as plainly as can be."""
    said = truth.sign_in
    return (
        truth.is_in_scope
        and is_target(policy, truth)
        and is_chosen(policy, "conditions.platforms", said.platform)
        and (str(said.client_app) in words(policy, "conditions.clientApps") | in_all(policy, "conditions.clientApps"))
        and all(
            not words(policy, path) or level in words(policy, path)
            for path, level in (
                ("conditions.signInRisk", said.sign_in_risk),
                ("conditions.userRisk", said.user_risk),
                ("conditions.authenticationFlows", said.flow),
            )
        )
        and (policy["conditions.deviceFilter"] is None or truth.matches_device_filter)
        and is_located(policy, truth)
    )


def words(policy: Fields, path: str) -> frozenset[str]:
    found = policy[path]
    assert isinstance(found, frozenset)
    return frozenset(map(str, found))


def in_all(policy: Fields, path: str) -> frozenset[str]:
    return frozenset(
        {"browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"}
        if "all" in words(policy, path)
        else ()
    )


def is_chosen(policy: Fields, path: str, value: str | None) -> bool:
    included, excluded = words(policy, f"{path}.include"), words(policy, f"{path}.exclude")
    return not included or (bool({"all", value} & included) and not {"all", value} & excluded)


def is_target(policy: Fields, truth: Truth) -> bool:
    said = truth.sign_in
    if actions := words(policy, "target.userActions"):
        return said.user_action in actions
    if contexts := words(policy, "target.authenticationContexts"):
        return said.context in contexts
    chosen = policy["target.resources.filter"]
    filtered = chosen.mode if isinstance(chosen, FilterRule) and truth.matches_application_filter else ""
    included = filtered == "include" or any(covers(each, truth) for each in words(policy, "target.resources.include"))
    excluded = filtered == "exclude" or any(covers(each, truth) for each in words(policy, "target.resources.exclude"))
    return said.resource is not None and included and not excluded


def covers(named: str, truth: Truth) -> bool:
    of_office = truth.sign_in.resource == EXCHANGE or truth.is_own_app_of_office
    return named in ("All resources", truth.sign_in.resource) or (named == "Office 365" and of_office)


def is_located(policy: Fields, truth: Truth) -> bool:
    included, excluded = words(policy, "conditions.locations.include"), words(policy, "conditions.locations.exclude")
    where = {"all", *(id for id in (HQ, BRANCH) if truth.sign_in.address in IPv4Network(RANGES[id]))}
    where |= {GERMANY} if truth.sign_in.country == "DE" else set()
    where |= {GONE} if truth.is_in_gone_location else set()
    where |= {"allTrusted"} if HQ in where or truth.sign_in.is_from_mfa_trusted_ip else set()
    where |= {"MFA trusted IPs"} if truth.sign_in.is_from_mfa_trusted_ip else set()
    return not included or (bool(where & included) and not where & excluded)


TARGETS = (
    *({"resource": each, "context": context} for each in (EXCHANGE, OWN) for context in (None, "c1")),
    *({"user_action": each} for each in ACTIONS),
)
DOMAINS: Mapping[str, tuple[object, ...]] = {
    "platform": ("android", "iOS", "windows", "windowsPhone", "macOS", "linux", "another"),
    "client_app": ("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"),
    "address": ADDRESSES,
    "country": ("DE", "FR", "unknown"),
    "is_from_mfa_trusted_ip": (True, False),
    "sign_in_risk": RISKS,
    "user_risk": RISKS,
    "flow": ("none", "deviceCodeFlow", "authenticationTransfer"),
}
NEEDED = {
    "platform": "conditions.platforms.include",
    "client_app": "conditions.clientApps",
    "address": "conditions.locations.include",
    "country": "conditions.locations.include",
    "is_from_mfa_trusted_ip": "conditions.locations.include",
    "sign_in_risk": "conditions.signInRisk",
    "user_risk": "conditions.userRisk",
    "flow": "conditions.authenticationFlows",
}


def truths(policy: Fields, said: SignIn, is_in_scope: bool | None) -> Iterator[Truth]:
    """Whatever a policy says nothing of is left at one value, so that there are not too many."""
    no_target = (said.resource, said.user_action, said.context) == (None, None, None)
    targets = (
        TARGETS
        if no_target
        else ({"resource": said.resource, "user_action": said.user_action, "context": said.context},)
    )
    open_ones = [name for name in DOMAINS if getattr(said, name) is None]
    cases = [DOMAINS[name] if policy[NEEDED[name]] else DOMAINS[name][:1] for name in open_ones]
    both = (True, False)
    device = both if policy["conditions.deviceFilter"] else (True,)
    application = both if policy["target.resources.filter"] else (True,)
    gone = both if GONE in places_of(policy) else (True,)
    scope = both if is_in_scope is None else (is_in_scope,)
    for target, values in product(targets, product(*cases)):
        whole = replace(said, **target, **dict(zip(open_ones, values, strict=True)))  # type: ignore[arg-type]
        for unread in product(scope, both, device, application, gone):
            yield Truth(whole, *unread)


def places_of(policy: Fields) -> frozenset[str]:
    return words(policy, "conditions.locations.include") | words(policy, "conditions.locations.exclude")


def chosen(*named: str, at_most: int = 2) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(named), max_size=at_most)


PLACES = ("all", "allTrusted", "MFA trusted IPs", HQ, BRANCH, GERMANY, GONE)
rules = st.one_of(st.none(), st.builds(FilterRule, st.sampled_from(["include", "exclude"]), st.just("rule")))
# Most are met, so that the conditions beside them decide.
targets = st.one_of(
    *(st.just({"target.resources.include": frozenset({"All resources"})}) for _ in range(3)),
    st.fixed_dictionaries(
        {
            "target.resources.include": chosen("All resources", "Office 365", EXCHANGE, OWN, "None"),
            "target.resources.exclude": chosen("Office 365", EXCHANGE, OWN, at_most=1),
            "target.resources.filter": rules,
        }
    ),
    st.builds(lambda action: {"target.userActions": frozenset({action})}, st.sampled_from(ACTIONS)),
    st.just({"target.authenticationContexts": frozenset({"c1"})}),
)
conditions = st.lists(
    st.one_of(
        st.builds(
            lambda inside, outside: {
                "conditions.platforms.include": inside | {"iOS"},
                "conditions.platforms.exclude": outside,
            },
            chosen("all", "windows"),
            chosen("windows", "iOS"),
        ),
        st.builds(lambda some: {"conditions.clientApps": some | {"browser"}}, chosen("all", "other")),
        st.builds(
            lambda inside, outside: {
                "conditions.locations.include": inside or frozenset({"all"}),
                "conditions.locations.exclude": outside,
            },
            chosen(*PLACES),
            chosen(*PLACES[1:], at_most=1),
        ),
        st.builds(lambda some: {"conditions.signInRisk": some}, chosen(*RISKS, at_most=5)),
        st.builds(lambda some: {"conditions.userRisk": some}, chosen(*RISKS)),
        st.just({"conditions.authenticationFlows": frozenset({"deviceCodeFlow"})}),
        st.just({"conditions.deviceFilter": FilterRule("exclude", "rule")}),
    ),
    max_size=2,
)


def policy_of(target: Mapping[str, Value], parts: list[Mapping[str, Value]]) -> Fields:
    whole: dict[str, Value] = {**defaults(Kind.POLICY), **target}
    for part in parts:
        whole.update(part)
    return whole


policies = st.builds(policy_of, targets, conditions)
sign_ins = st.builds(
    lambda target, **said: SignIn(**target, **said),
    st.sampled_from([*({"resource": EXCHANGE} for _ in TARGETS), {}, *TARGETS]),
    **{name: st.sampled_from([None, *cases]) for name, cases in DOMAINS.items()},
)


def judged(policy: Fields, sign_in: SignIn, is_in_scope: bool | None) -> bool | None:
    return applicability(Held(Kind.POLICY, "policy", "Policy", policy), sign_in, is_in_scope, TENANT).applies


@settings(max_examples=300, deadline=None)
@given(policies, sign_ins, st.sampled_from([True, True, True, True, False, None]))
def test_what_is_judged_holds_however_the_rest_turns_out(
    policy: Fields, sign_in: SignIn, is_in_scope: bool | None
) -> None:
    found = judged(policy, sign_in, is_in_scope)
    answers = {applies(policy, truth) for truth in truths(policy, sign_in, is_in_scope)}
    assert found is None or answers == {found}


@settings(max_examples=300, deadline=None)
@given(policies, sign_ins, st.booleans())
def test_with_everything_said_only_what_nobody_reads_is_left_open(
    policy: Fields, sign_in: SignIn, is_in_scope: bool
) -> None:
    truth = next(truths(policy, sign_in, is_in_scope))
    found = judged(policy, truth.sign_in, is_in_scope)
    unread = (
        policy["conditions.deviceFilter"]
        or policy["target.resources.filter"]
        or "Office 365" in words(policy, "target.resources.include") | words(policy, "target.resources.exclude")
        or GONE in places_of(policy)
    )
    assert found is applies(policy, truth) or (found is None and unread)


@settings(max_examples=100, deadline=None)
@given(policies, sign_ins, st.sampled_from(sorted(DOMAINS)))
def test_saying_more_never_turns_a_judgement_round(policy: Fields, sign_in: SignIn, left_out: str) -> None:
    less = judged(policy, replace(sign_in, **{left_out: None}), True)
    assert less is None or less is judged(policy, sign_in, True)
