"""Whether a policy applies to a sign-in: condition by condition."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from passkeyctl.insight.sign_in.applicability import Applicability, applicability
from passkeyctl.insight.sign_in.condition import ANALYSIS_REASONS, Condition
from passkeyctl.insight.sign_in.known_resources import ADMIN_PORTALS, AZURE_MANAGEMENT, OFFICE_365, stands_for
from passkeyctl.insight.sign_in.sign_in import UNKNOWN_COUNTRY, SignIn
from passkeyctl.insight.tenant_state import Held, TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import defaults
from passkeyctl.model.values import FilterRule, Value
from tests.states import live, prior

EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
OWN = "12121212-3434-4565-8787-909090909090"
HQ, BRANCH, GERMANY, NOWHERE, SATELLITE = (f"{digit * 8}-0000-4000-8000-00000010ca7e" for digit in "12345")
GONE = "99999999-0000-4000-8000-00000010ca7e"
LOCATIONS = (
    live(Kind.LOCATION, HQ, "Head office", type="ip", ipRanges=frozenset({"203.0.113.9/24"}), trusted=True),
    live(Kind.LOCATION, BRANCH, "Branch", type="ip", ipRanges=frozenset({"198.51.100.0/24", "2001:db8::/32"})),
    live(Kind.LOCATION, GERMANY, "Germany", type="country", countries=frozenset({"DE"})),
    live(Kind.LOCATION, NOWHERE, "Nowhere", type="country", countries=frozenset({"FR"}), unknownCountries=True),
    live(Kind.LOCATION, SATELLITE, "Of a new type", type=None),
)
TENANT = before(prior(*LOCATIONS))
AT_HQ, AT_BRANCH, ELSEWHERE = (ip_address(each) for each in ("203.0.113.77", "2001:db8::1", "192.0.2.1"))


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


def policy(**fields: Value) -> Held:
    """For all resources, if it says nothing of a target."""
    given = {key.replace("__", "."): value for key, value in fields.items()}
    targets = [key for key in given if key.startswith(("target.", "workload"))]
    whole = {} if targets else {"target.resources.include": some("All resources")}
    return Held(Kind.POLICY, "policy", "Policy", {**defaults(Kind.POLICY), **whole, **given})


def asked(
    of: Held, sign_in: SignIn, *, is_in_scope: bool | None = True, state: TenantState = TENANT
) -> tuple[bool | None, tuple[str, ...]]:
    found = applicability(of, sign_in, is_in_scope, state)
    named = found.depends_on if found.applies is None else tuple(found.unmet)
    return found.applies, tuple(map(str, named))


TO_EXCHANGE = SignIn(resource=EXCHANGE)


@pytest.mark.parametrize(
    ("is_in_scope", "expected"),
    [(True, (True, ())), (False, (False, ("users",))), (None, (None, ("users",)))],
)
def test_users_come_from_the_scope(is_in_scope: bool | None, expected: object) -> None:
    assert asked(policy(), TO_EXCHANGE, is_in_scope=is_in_scope) == expected


@pytest.mark.parametrize(
    ("include", "exclude", "resource", "applies"),
    [
        (some("All resources"), some(), EXCHANGE, True),
        (some("All resources"), some(), OFFICE_365, True),
        (some("All resources"), some(EXCHANGE), EXCHANGE, False),
        (some("All resources"), some(OFFICE_365), EXCHANGE, False),
        (some("All resources"), some(OFFICE_365), OWN, None),
        (some("None"), some(), EXCHANGE, False),
        (some(), some(), EXCHANGE, False),
        (some(OFFICE_365), some(), EXCHANGE, True),
        (some(OFFICE_365), some(), OWN, None),
        (some(OFFICE_365), some(), PORTAL, False),
        (some(OFFICE_365), some(EXCHANGE), EXCHANGE, False),
        (some(OFFICE_365), some(EXCHANGE), OFFICE_365, None),
        (some(OFFICE_365), some(OFFICE_365), OWN, False),
        (some(EXCHANGE), some(), OFFICE_365, None),
        (some(EXCHANGE), some(), OWN, False),
        (some(EXCHANGE), some(), ADMIN_PORTALS, False),
        (some(ADMIN_PORTALS), some(), PORTAL, True),
        (some(ADMIN_PORTALS), some(), EXCHANGE, False),
        (some(ADMIN_PORTALS), some(), OFFICE_365, None),
        (some(AZURE_MANAGEMENT), some(), PORTAL, True),
        (some(AZURE_MANAGEMENT), some(), OWN, False),
        (some(AZURE_MANAGEMENT), some(), OFFICE_365, False),
        (some("AllAgentIdResources"), some(), EXCHANGE, None),
        (some(EXCHANGE), some(), "some resource", None),
    ],
)
def test_resources(include: frozenset[str], exclude: frozenset[str], resource: str, applies: bool | None) -> None:
    found = asked(policy(target__resources__include=include, target__resources__exclude=exclude), SignIn(resource))
    assert found == (applies, () if applies else ("resource",))


def test_what_belongs_to_office_is_also_no_portal_and_the_other_way_round() -> None:
    assert stands_for(OFFICE_365, EXCHANGE) is True
    assert stands_for(ADMIN_PORTALS, EXCHANGE) is False
    assert stands_for(OFFICE_365, ADMIN_PORTALS) is None
    assert stands_for(OWN, OWN) is True


@pytest.mark.parametrize(
    ("mode", "include", "applies"),
    [
        ("include", some(), None),
        ("include", some(EXCHANGE), True),
        ("exclude", some(EXCHANGE), None),
        ("exclude", some(OWN), False),
        ("addedLater", some(EXCHANGE), None),
    ],
)
def test_a_filter_for_applications_hangs_on_attributes(
    mode: str, include: frozenset[str], applies: bool | None
) -> None:
    filtered = policy(target__resources__include=include, target__resources__filter=FilterRule(mode, "rule"))
    named = {True: (), False: ("resource",), None: ("application filter",)}
    assert asked(filtered, TO_EXCHANGE) == (applies, named[applies])


REGISTERS = SignIn(user_action="Register security information")
TARGETS = {
    "resources": policy(),
    "actions": policy(target__userActions=some("Register security information")),
    "contexts": policy(target__authenticationContexts=some("c1")),
}


@pytest.mark.parametrize(
    ("target", "sign_in", "expected"),
    [
        ("resources", TO_EXCHANGE, (True, ())),
        ("resources", REGISTERS, (False, ("resource",))),
        ("resources", SignIn(context="c1"), (True, ())),
        ("resources", SignIn(), (None, ("resource",))),
        ("actions", TO_EXCHANGE, (False, ("user action",))),
        ("actions", REGISTERS, (True, ())),
        ("actions", SignIn(user_action="Register or join devices"), (False, ("user action",))),
        ("actions", SignIn(), (None, ("user action",))),
        ("contexts", TO_EXCHANGE, (False, ("authentication context",))),
        ("contexts", REGISTERS, (False, ("authentication context",))),
        ("contexts", SignIn(resource=EXCHANGE, context="C1"), (True, ())),
        ("contexts", SignIn(context="c2"), (False, ("authentication context",))),
        ("contexts", SignIn(), (None, ("authentication context",))),
    ],
)
def test_kinds_of_target_do_not_mix(target: str, sign_in: SignIn, expected: object) -> None:
    assert asked(TARGETS[target], sign_in) == expected


@pytest.mark.parametrize(
    ("include", "exclude", "platform", "applies"),
    [
        (some("iOS", "android"), some(), "iOS", True),
        (some("iOS"), some(), "windows", False),
        (some("iOS"), some(), None, None),
        (some("all"), some(), None, True),
        (some("all"), some("iOS"), None, None),
        (some("all"), some("iOS"), "iOS", False),
        (some("all"), some("iOS"), "linux", True),
        (some("iOS"), some("iOS"), None, False),
        (some("all"), some("all"), None, False),
        (some(), some("iOS"), "iOS", False),
        (some(), some("iOS"), "linux", None),
        (some("unknownFutureValue"), some(), "linux", None),
        (some("addedLater"), some(), "linux", False),
    ],
)
def test_platforms(
    include: frozenset[str], exclude: frozenset[str], platform: str | None, applies: bool | None
) -> None:
    of = policy(conditions__platforms__include=include, conditions__platforms__exclude=exclude)
    assert asked(of, replace(TO_EXCHANGE, platform=platform)) == (applies, () if applies else ("platform",))


@pytest.mark.parametrize(
    ("listed", "client", "applies"),
    [
        (some("all"), None, True),
        (some("browser"), None, None),
        (some("browser"), "browser", True),
        (some("browser"), "other", False),
        (some("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"), None, True),
        (some("easSupported"), "exchangeActiveSync", None),
        (some("easSupported"), "browser", False),
    ],
)
def test_client_apps(listed: frozenset[str], client: str | None, applies: bool | None) -> None:
    found = asked(policy(conditions__clientApps=listed), replace(TO_EXCHANGE, client_app=client))
    assert found == (applies, () if applies else ("client app",))


@pytest.mark.parametrize(
    ("path", "field", "condition"),
    [
        ("signInRisk", "sign_in_risk", "sign-in risk"),
        ("userRisk", "user_risk", "user risk"),
    ],
)
def test_risks(path: str, field: str, condition: str) -> None:
    of = policy(**{f"conditions__{path}": some("high", "medium")})
    for said, applies in ((None, None), ("high", True), ("low", False), ("none", False)):
        sign_in = replace(TO_EXCHANGE, **{field: said})  # type: ignore[arg-type]
        assert asked(of, sign_in) == (applies, () if applies else (condition,))


def test_insider_risk_and_flows() -> None:
    risky = policy(conditions__insiderRisk=some("elevated"))
    assert asked(risky, replace(TO_EXCHANGE, insider_risk="none")) == (False, ("insider risk",))
    assert asked(risky, TO_EXCHANGE) == (None, ("insider risk",))
    flow = policy(conditions__authenticationFlows=some("deviceCodeFlow"))
    assert asked(flow, TO_EXCHANGE) == (None, ("authentication flow",))
    assert asked(flow, replace(TO_EXCHANGE, flow="none")) == (False, ("authentication flow",))
    assert asked(flow, replace(TO_EXCHANGE, flow="deviceCodeFlow")) == (True, ())
    assert asked(policy(conditions__authenticationFlows=some("none")), TO_EXCHANGE) == (True, ())


def test_a_device_filter_always_hangs_on_the_device() -> None:
    of = policy(conditions__deviceFilter=FilterRule("exclude", 'device.trustType -eq "AzureAD"'))
    found = applicability(of, TO_EXCHANGE, True, TENANT)
    reason = 'the device filter (exclude) `device.trustType -eq "AzureAD"`'
    assert found == Applicability(None, (Condition.DEVICE_FILTER,), (reason,))


def locations(*include: str, exclude: tuple[str, ...] = ()) -> Held:
    return policy(conditions__locations__include=some(*include), conditions__locations__exclude=some(*exclude))


@pytest.mark.parametrize(
    ("of", "sign_in", "applies"),
    [
        (locations("all"), SignIn(EXCHANGE), True),
        (locations(HQ), SignIn(EXCHANGE), None),
        (locations(HQ), SignIn(EXCHANGE, address=AT_HQ), True),
        (locations(HQ), SignIn(EXCHANGE, address=ELSEWHERE), False),
        (locations(HQ, BRANCH), SignIn(EXCHANGE, address=AT_BRANCH), True),
        (locations(HQ), SignIn(EXCHANGE, location=HQ), True),
        (locations(HQ), SignIn(EXCHANGE, location=BRANCH), None),
        (locations("all", exclude=(HQ,)), SignIn(EXCHANGE, address=AT_HQ), False),
        (locations("all", exclude=(HQ,)), SignIn(EXCHANGE, address=ELSEWHERE), True),
        (locations(HQ, exclude=(HQ,)), SignIn(EXCHANGE), False),
        (locations(exclude=(HQ,)), SignIn(EXCHANGE, address=AT_HQ), False),
        (locations(exclude=(HQ,)), SignIn(EXCHANGE, address=ELSEWHERE), None),
        (locations(GERMANY), SignIn(EXCHANGE, country="de"), True),
        (locations(GERMANY), SignIn(EXCHANGE, country="FR"), False),
        (locations(GERMANY), SignIn(EXCHANGE, address=AT_HQ), None),
        (locations(GERMANY), SignIn(EXCHANGE, country=UNKNOWN_COUNTRY), False),
        (locations(NOWHERE), SignIn(EXCHANGE, country=UNKNOWN_COUNTRY), True),
        (locations("all", exclude=("allTrusted",)), SignIn(EXCHANGE, address=AT_HQ), False),
        (locations("all", exclude=("allTrusted",)), SignIn(EXCHANGE, location=HQ), False),
        (locations("all", exclude=("allTrusted",)), SignIn(EXCHANGE, address=ELSEWHERE), None),
        (locations("all", exclude=("allTrusted",)), SignIn(EXCHANGE, address=ELSEWHERE, is_from_mfa_trusted_ip=False),
         True),
        (locations("MFA trusted IPs"), SignIn(EXCHANGE, address=AT_HQ), None),
        (locations("MFA trusted IPs"), SignIn(EXCHANGE, is_from_mfa_trusted_ip=True), True),
        (locations(GONE), SignIn(EXCHANGE, address=AT_HQ, country="DE"), None),
        (locations(SATELLITE), SignIn(EXCHANGE, address=AT_HQ, country="DE"), None),
    ],
)  # fmt: skip
def test_locations(of: Held, sign_in: SignIn, applies: bool | None) -> None:
    assert asked(of, sign_in) == (applies, () if applies else ("location",))


def test_locations_that_were_not_read_may_trust_any_address() -> None:
    unread = replace(TENANT, objects=(), unread_kinds=frozenset({Kind.LOCATION}))
    sign_in = SignIn(EXCHANGE, address=ELSEWHERE, is_from_mfa_trusted_ip=False)
    assert asked(locations("allTrusted"), sign_in, state=unread) == (None, ("location",))
    assert asked(locations(HQ), sign_in, state=unread) == (None, ("location",))


def test_a_range_that_is_not_understood_may_hold_any_address() -> None:
    odd = live(Kind.LOCATION, HQ, "Odd", type="ip", ipRanges=frozenset({"203.0.113.0/24", "somewhere"}))
    state = before(prior(odd))
    assert asked(locations(HQ), SignIn(EXCHANGE, address=ELSEWHERE), state=state) == (None, ("location",))
    assert asked(locations(HQ), SignIn(EXCHANGE, address=AT_HQ), state=state) == (True, ())


def test_what_it_hangs_on_is_named() -> None:
    far = SignIn(EXCHANGE, address=ELSEWHERE)
    found = applicability(locations("all", exclude=("allTrusted", GERMANY)), far, True, TENANT)
    assert found.reasons == ("whether it comes from `Germany`, `all trusted locations` isn't known",)
    assert applicability(locations(HQ), SignIn(EXCHANGE), True, TENANT).reasons == ("location isn't said",)


def test_one_condition_that_is_not_met_settles_it() -> None:
    of = policy(conditions__platforms__include=some("iOS"), conditions__signInRisk=some("high"))
    found = applicability(of, replace(TO_EXCHANGE, platform="linux"), True, TENANT)
    assert found == Applicability(False, reasons=("it isn't for platform `linux`",), unmet=(Condition.PLATFORM,))
    both = applicability(of, TO_EXCHANGE, None, TENANT)
    assert both.applies is None
    assert both.depends_on == ("users", "platform", "sign-in risk")


ROBOT = "abababab-0000-4000-8000-0000000000aa"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"include": some("all")}, (True, ())),
        ({"include": some(ROBOT)}, (True, ())),
        ({"include": some(OWN)}, (False, ("workload identities",))),
        ({"include": some("all"), "exclude": some(ROBOT)}, (False, ("workload identities",))),
        ({"filter": FilterRule("include", "rule")}, (None, ("workload identity filter",))),
        ({"include": some("all"), "filter": FilterRule("exclude", "rule")}, (None, ("workload identity filter",))),
        ({"include": some(ROBOT), "filter": FilterRule("include", "rule")}, (True, ())),
    ],
)
def test_workloads(fields: dict[str, Value], expected: object) -> None:
    given = {f"workloadIdentities__{key}": value for key, value in fields.items()}
    of = policy(target__resources__include=some("All resources"), **given)
    assert asked(of, SignIn(EXCHANGE, service_principal=ROBOT), is_in_scope=None) == expected
    assert asked(of, TO_EXCHANGE) == (False, ("workload identities",))


def test_a_policy_for_people_is_for_no_workload() -> None:
    assert asked(policy(), SignIn(EXCHANGE, service_principal=ROBOT)) == (False, ("workload identities",))


def test_a_service_principals_risk() -> None:
    of = policy(
        target__resources__include=some("All resources"),
        workloadIdentities__include=some("all"),
        conditions__servicePrincipalRisk=some("high"),
    )
    robot = SignIn(EXCHANGE, service_principal=ROBOT)
    assert asked(of, robot) == (None, ("service principal risk",))
    assert asked(of, replace(robot, service_principal_risk="high")) == (True, ())


def test_every_condition_has_words_of_graphs() -> None:
    assert set(ANALYSIS_REASONS) == set(Condition)
    found = applicability(policy(), REGISTERS, False, TENANT)
    assert found.analysis_reasons == {"users", "application"}
    assert applicability(policy(), TO_EXCHANGE, True, TENANT).analysis_reasons == frozenset()
