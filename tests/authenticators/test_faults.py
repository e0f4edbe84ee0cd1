"""What people read when a name means nothing clear."""

from __future__ import annotations

import pytest

from passkeyctl.authenticators.catalogue import (
    Circular,
    Empty,
    Expansion,
    HouseAliases,
    Unknown,
    UnknownCatalogue,
    expand,
    load,
)
from passkeyctl.authenticators.faults import diagnose, diagnose_catalogue
from passkeyctl.authenticators.outcomes import DateFlaw
from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from tests.authenticators.catalogues import SHIPPED

PLACE = SourceRange("passkeys.yaml", 12, 9)
IOS = "90a3ccdf-635c-4729-a248-9b709135078f"


def fault(name: str, house: HouseAliases | None = None) -> Diagnostic:
    found = expand(name, SHIPPED, house or {})
    assert not isinstance(found, Expansion)
    return diagnose(found, PLACE, address="passkeys.profiles.admin")


def test_a_word_of_several_families() -> None:
    assert fault("yubikey") == Diagnostic(
        Severity.ERROR,
        "AAG202",
        "`yubikey` matches 4 families with 59 AAGUIDs",
        (
            "`yubikey-5`: 29 AAGUIDs",
            "`yubikey-5-ccn`: 4 AAGUIDs",
            "`yubikey-5-fips`: 9 AAGUIDs",
            "`yubikey-bio`: 17 AAGUIDs",
        ),
        "passkeys.profiles.admin",
        PLACE,
        "write a model such as `yubikey-5-nfc@5.8`, or a family, or `yubico` for every certified model (74 AAGUIDs)",
    )


def test_a_part_of_a_platform_is_answered_with_the_whole() -> None:
    found = fault("authenticator-ios")
    assert (found.code, found.summary) == ("AAG202", "no authenticator is called `authenticator-ios`")
    assert found.hint.startswith("did you mean `microsoft-authenticator-ios`")
    assert found.hint.endswith("it is only a part of `microsoft-authenticator`, which nearly everybody needs whole")


@pytest.mark.parametrize(
    ("name", "summary", "hint"),
    [
        (f"{{{IOS}}}", f"`{{{IOS}}}` has brackets around it", f"write `{IOS}`"),
        (
            "00000000-0000-0000-0000-000000000000",
            "`00000000-0000-0000-0000-000000000000` stands for no model",
            "authenticators send it when they do not say what they are: name the models you mean",
        ),
        (
            IOS[:-1],
            f"`{IOS[:-1]}` is not a well-formed AAGUID",
            f"an AAGUID is 8-4-4-4-12 hexadecimal digits, such as `{IOS}`",
        ),
    ],
)
def test_what_is_no_aaguid(name: str, summary: str, hint: str) -> None:
    found = fault(name)
    assert (found.code, found.summary, found.hint) == ("AAG201", summary, hint)


def test_a_word_without_a_common_vendor_has_the_families_only() -> None:
    assert fault("google").hint == "write one of these families"


def test_a_name_that_resembles_none() -> None:
    assert fault("zzzzzz").hint == "name a model of the catalogue, an alias of your own, or an AAGUID"


def test_a_name_inside_house_aliases_says_where() -> None:
    found = fault("outer", {"outer": ("inner",), "inner": ("titan",)})
    assert found.detail == ("inside `outer` > `inner`",)
    assert found.hint == "did you mean `google-titan` or `google-titan-v2`?"


def test_circles_and_empty_aliases() -> None:
    circle = diagnose(Circular("a", ("a", "b", "a")))
    assert (circle.code, circle.summary) == ("AAG202", "the house alias `a` contains itself")
    assert circle.detail == ("`a` > `b` > `a`",)
    empty = diagnose(Empty("ours"))
    assert (empty.code, empty.summary) == ("AAG202", "the house alias `ours` lists nothing")
    assert empty.hint == "list a model, or take the alias out of the files"


def test_a_name_of_a_later_catalogue_says_which() -> None:
    found = diagnose(Unknown("brandnew-key", since="2027-02"))
    assert found.summary == "`brandnew-key` is newer than the catalogue of this file"
    assert found.hint == 'write `catalogue: "2027-02"`, or list its AAGUIDs'


@pytest.mark.parametrize(
    ("written", "summary", "hint"),
    [
        (
            "2026.11",
            "`2026.11` is no catalogue date",
            'write a year and a month in quotes; this version has "2026-11"',
        ),
        ("2031-01", "`2031-01` is newer than every catalogue here", 'upgrade passkeyctl, or write one of "2026-11"'),
        ("2020-01", "`2020-01` is older than the first catalogue", 'write one of "2026-11"'),
    ],
)
def test_a_date_without_a_catalogue(written: str, summary: str, hint: str) -> None:
    found = load(written)
    assert isinstance(found, UnknownCatalogue)
    assert diagnose_catalogue(found, PLACE) == Diagnostic(Severity.ERROR, "OPS901", summary, (), "", PLACE, hint)


def test_a_date_between_two_catalogues() -> None:
    found = diagnose_catalogue(UnknownCatalogue("2026-12", DateFlaw.BETWEEN, ("2026-11", "2027-02")))
    assert found.summary == "`2026-12` is the date of no catalogue"
    assert found.hint == 'write one of "2026-11", "2027-02"'
