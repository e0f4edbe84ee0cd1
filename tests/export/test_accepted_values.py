"""How a tenant's value is put beside what stands in a file."""

from __future__ import annotations

import pytest
from yaml import Node

from passkeyctl.config.composing import compose
from passkeyctl.drift.deviation import Deviation, Sort
from passkeyctl.export.accepted_values import Said, Values, lines_of
from passkeyctl.export.entries import Writing
from passkeyctl.export.nodes import Listed, Mapped, Pair, Scalar
from passkeyctl.export.options import ExportedFile
from passkeyctl.export.referring import Referring
from passkeyctl.export.wording import Wording
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import Value
from tests.export.plans import CATALOGUE, OPTIONS, loaded, names_of

OLD, NEW = "d11ec19d-cac5-5c1e-ba80-f2a6820819dd", "f7f96572-f98a-554f-93a4-52a649b81902"
GROUPS = (DirectoryObject(RefKind.GROUP, OLD, "PK-Pilot"), DirectoryObject(RefKind.GROUP, NEW, "PK-New"))
IOS, ANDROID = "90a3ccdf-635c-4729-a248-9b709135078f", "de1e552d-db1d-4423-a619-566b625cdc84"
TEXT = """\
apiVersion: passkeyctl/v1
groups: {pilot: {name: PK-Pilot}}
namedLocations: {a: {name: A, countries: [DK]}}
"""


def values(state: PriorState | None = None) -> Values:
    configuration: Configuration = loaded([ExportedFile("f.yaml", TEXT)])
    prior = state or PriorState((), True, {})
    referring = Referring(prior, names_of(GROUPS), OPTIONS, {})
    return Values(configuration, Writing(prior, OPTIONS, Wording(referring, CATALOGUE)))


def said(kind: Kind, path: str, old: str, wanted: Value, live: Value) -> Said:
    deviation = Deviation(Sort.CHANGED, Address(kind, "x"), "X", path, wanted, live, "id")
    (node,) = (each for each in compose(old, "f.yaml") if isinstance(each, Node))
    return next(values().of(deviation, node, old))


@pytest.mark.parametrize("spelled", ["pilot", "PK-Pilot", OLD, '"PK-Pilot"'])
def test_a_member_that_stays_keeps_its_spelling(spelled: str) -> None:
    path = "users.include.groups"
    found = said(Kind.POLICY, path, f"[{spelled}]", frozenset({OLD}), frozenset({OLD, NEW}))
    assert found == Said(path, (f"- {spelled}", "- PK-New"))
    gone = said(Kind.POLICY, path, f"[{spelled}, PK-New]", frozenset({OLD, NEW}), frozenset({NEW}))
    assert gone == Said(path, ("- PK-New",))


def test_exclusions_join_by_id() -> None:
    path = "users.exclude.groups"
    found = said(Kind.POLICY, path, "[PK-Pilot]", frozenset({OLD}), frozenset({OLD, NEW}))
    assert found == Said(path, ("- PK-Pilot", f"- {NEW}  # PK-New"))


def test_what_only_the_whole_file_explains_stays() -> None:
    path = "users.include.groups"
    found = said(Kind.POLICY, path, "['${ring}', PK-New]", frozenset({OLD, NEW}), frozenset({OLD}))
    assert found == Said(path, ("- '${ring}'",))


def test_of_a_family_that_the_tenant_has_half_of_the_half_is_written() -> None:
    path = "keyRestrictions.authenticators"
    both = frozenset({IOS, ANDROID})
    found = said(Kind.PROFILE, path, "[microsoft-authenticator]", both, frozenset({IOS}))
    assert found.lines is not None
    assert [each for each in found.lines if IOS in each or "microsoft" in each]
    kept = said(Kind.PROFILE, path, "[microsoft-authenticator]", both, both | {"12345678-1234-4234-8234-123456789012"})
    assert kept.lines is not None
    assert kept.lines[0] == "- microsoft-authenticator"
    assert kept.lines[1].startswith("- 12345678-1234-4234-8234-123456789012")


def test_combinations_and_ranges_are_the_same_however_they_are_spelled() -> None:
    found = said(
        Kind.STRENGTH,
        "allowedCombinations",
        "['sms, password', voice]",
        frozenset({"password,sms", "voice"}),
        frozenset({"password,sms", "fido2"}),
    )
    assert found.lines == ("- 'sms, password'", "- fido2")
    ranges = said(
        Kind.LOCATION,
        "ipRanges",
        "['2001:DB8::/32', 203.0.113.0/24]",
        frozenset({"2001:db8::/32", "203.0.113.0/24"}),
        frozenset({"2001:db8::/32"}),
    )
    assert ranges.lines == ("- '2001:DB8::/32'",)


def test_a_value_stands_on_lines_of_its_own() -> None:
    assert lines_of(Scalar("enabled")) == ("enabled",)
    assert lines_of(Listed((Scalar("a"), Scalar("b")))) == ("[a, b]",)
    assert lines_of(Listed((Scalar("a", "named"),))) == ("- a  # named",)
    assert lines_of(Mapped((Pair("mode", Scalar("include")),), is_open=True)) == ("mode: include",)
