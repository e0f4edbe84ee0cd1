"""The sandbox's own table of types against msgraph-sdk's classes: names, enum members, flags part by part."""

from __future__ import annotations

import importlib
import re
from enum import Enum

import pytest

from passkeyctl.sandbox.bodies import member
from passkeyctl.sandbox.schema import BETA_TYPES, DERIVED, ENUMS, FLAGS, PREVIEW_MEMBERS, TYPES
from passkeyctl.sandbox.schema_enums import UNKNOWN

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
