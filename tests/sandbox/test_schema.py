"""The sandbox's own table of types against msgraph-sdk's classes: names, enum members, flags part by part."""

from __future__ import annotations

import importlib
import re
from enum import Enum

import pytest

from passkeyctl.sandbox.advance import advance
from passkeyctl.sandbox.bodies import member
from passkeyctl.sandbox.jsonread import objects, part
from passkeyctl.sandbox.schema import BETA_TYPES, DERIVED, ENUMS, FLAGS, PREVIEW_MEMBERS, TYPES
from passkeyctl.sandbox.schema_enums import UNKNOWN
from tests.sandbox.companies import OFFICE, firm, passkey_rule, rule
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import POLICIES

MODELS = "msgraph.generated.models"

# Types of the table that are no model classes.
NOT_MODELS = {
    "strengthReference": "in a policy the sandbox takes nothing of a strength but its id",
    "updateAllowedCombinations": "the body of an action",
}
# Members of the classes that the table leaves out.
LEFT_OUT = {
    ("authenticationMethodsPolicy", "authenticationMethodConfigurations"): "each has its own address",
}
# Properties that are types of their own here and strings in the SDK, or the other way round, would stand here; the
# spelling of `signinFrequencyType` is the metadata's, the class has a capital I.
CLASS_NAMES = {"signinFrequencyType": "SigninFrequencyType", "iPv4CidrRange": "IPv4CidrRange"}


def class_of(name: str) -> type:
    class_name = CLASS_NAMES.get(name, name[0].upper() + name[1:])
    module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", class_name)
    module = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", "_", module).lower()
    candidates = (module, module.replace("i_pv4", "i_pv4_").replace("__", "_"), module.replace("i_pv6", "i_pv6_"))
    for candidate in candidates:
        try:
            found = getattr(importlib.import_module(f"{MODELS}.{candidate}"), class_name)
        except ModuleNotFoundError:
            continue
        assert isinstance(found, type)
        return found
    raise AssertionError(f"no class for {name}, tried {candidates}")


@pytest.mark.parametrize("name", sorted(set(TYPES) - set(NOT_MODELS)))
def test_members_are_those_of_the_class(name: str) -> None:
    theirs = set(class_of(name)().get_field_deserializers()) - {"@odata.type"}
    ours = set(TYPES[name])
    assert ours - theirs == set()
    assert {(name, each) for each in theirs - ours} == {each for each in LEFT_OUT if each[0] == name}


@pytest.mark.parametrize("name", sorted({**ENUMS, **FLAGS}))
def test_enum_members_are_those_of_the_class(name: str) -> None:
    found = class_of(name)
    assert issubclass(found, Enum)
    assert {each.value for each in found} == set({**ENUMS, **FLAGS}[name])


@pytest.mark.parametrize("name", sorted(FLAGS))
def test_flags_are_single_words_in_the_class_too(name: str) -> None:
    # The SDK has no member for a combination such as `deviceBound,synced`: that is why it can't write one.
    assert all("," not in str(each.value) for each in class_of(name))  # type: ignore[attr-defined]


def test_every_type_named_is_known() -> None:
    primitive = {"String", "Boolean", "Int32", "Guid", "DateTimeOffset"}
    known = primitive | set(TYPES) | set(BETA_TYPES) | set(ENUMS) | set(FLAGS) | set(DERIVED)
    used = {
        member(notation).type
        for types in (TYPES, BETA_TYPES)
        for members in types.values()
        for notation in members.values()
    }
    assert used - known == set()
    assert (set(ENUMS) | set(FLAGS)) - used == set()
    assert set(PREVIEW_MEMBERS) <= set(TYPES)


def test_preview_members_are_in_no_class() -> None:
    for name, previews in PREVIEW_MEMBERS.items():
        theirs = set(class_of(name)().get_field_deserializers())
        assert theirs & previews == set()


def test_the_sentinel_stands_before_newer_members() -> None:
    newer = {
        name: members[members.index(UNKNOWN) + 1 :]
        for name, members in {**ENUMS, **FLAGS}.items()
        if UNKNOWN in members and members[-1] != UNKNOWN
    }
    assert newer == {
        "authenticationMethodModes": ("qrCodePin",),
        "conditionalAccessDevicePlatform": ("linux",),
        "conditionalAccessGrantControl": ("riskRemediation",),
    }


# What the documentation and live tenants show, and no class has.
BESIDES = {"directoryAudit": {"userAgent"}, "userIdentity": {"userType", "homeTenantId", "homeTenantName"}}
RESULTS = (
    *("success", "failure", "notApplied", "notEnabled"),
    *("reportOnlySuccess", "reportOnlyFailure", "reportOnlyNotApplied", "reportOnlyInterrupted"),
)


def members_of(name: str) -> set[str]:
    known = set(class_of(name)().get_field_deserializers()) | BESIDES.get(name, set())
    return known | {"ipAddress", "userPrincipalName"} if name == "userIdentity" else known


def test_rows_of_the_logs_have_members_of_the_classes(make_graph: MakeGraph) -> None:
    watched = rule("Watched", "enabledForReportingButNotEnforced", OFFICE, "block")
    graph = make_graph(firm(passkey_rule("enabled"), watched, rule("Off", "disabled", OFFICE, "mfa")))
    graph.patch(f"{POLICIES}/policy Off", {"displayName": "Still off"})
    advance(graph.store, 1)
    (audit,) = graph.values("/auditLogs/directoryAudits")
    (target,) = objects(audit["targetResources"])
    assert set(audit) <= members_of("directoryAudit")
    assert set(target) <= members_of("targetResource")
    assert set(objects(target["modifiedProperties"])[0]) <= members_of("modifiedProperty")
    assert set(part(audit, "initiatedBy", "user")) <= members_of("userIdentity")
    assert audit["result"] in {each.value for each in enum_of("operationResult")}
    for row in graph.values("/auditLogs/signIns"):
        assert set(row) <= members_of("signIn")
        for name in ("status", "deviceDetail", "location"):
            type_name = {"status": "signInStatus", "location": "signInLocation"}.get(name, name)
            assert set(part(row, name)) <= members_of(type_name)
        assert row["conditionalAccessStatus"] in {each.value for each in enum_of("conditionalAccessStatus")}
        for applied in objects(row["appliedConditionalAccessPolicies"]):
            assert set(applied) <= members_of("appliedConditionalAccessPolicy")
            assert applied["result"] in (*RESULTS, UNKNOWN)


def test_results_of_policies_are_those_of_the_class() -> None:
    theirs = {each.value for each in enum_of("appliedConditionalAccessPolicyResult")}
    assert theirs - set(RESULTS) == {"unknown", UNKNOWN}
    assert set(RESULTS) < theirs


def enum_of(name: str) -> type[Enum]:
    found = class_of(name)
    assert issubclass(found, Enum)
    return found
