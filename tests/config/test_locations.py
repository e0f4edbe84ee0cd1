"""Named locations and authentication contexts, in YAML and in the text files beside it."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.config.load import Loaded, load, load_texts
from passkeyctl.config.ranges import MOST_RANGES, from_text
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry, Managed, Ownership
from passkeyctl.model.reference import Reference
from tests.config.texts import HEAD, configuration, faults, only, values

LOCATION = "namedLocations:\n  hq:\n    name: HQ\n"


def location(body: str) -> dict[str, object]:
    """What a location with this body writes, without its name."""
    written: dict[str, object] = {**values(only(Kind.LOCATION, LOCATION + f"    {body}\n"))}
    assert written.pop("name") == "HQ"
    return written


def location_faults(body: str) -> list[str]:
    return [summary for _, summary in faults(LOCATION + f"    {body}\n")]


def test_ip_ranges_in_one_spelling() -> None:
    body = 'ipRanges: [203.0.113.7/24, "2001:DB8:0::/32"]\n    trusted: true'
    assert location(body) == {
        "type": "ip",
        "ipRanges": frozenset({"203.0.113.7/24", "2001:db8::/32"}),
        "trusted": True,
    }


def test_countries_in_capitals() -> None:
    body = 'countries: ["NO", se]\n    unknownCountries: true\n    lookup: authenticatorAppGps'
    assert location(body) == {
        "type": "country",
        "countries": frozenset({"NO", "SE"}),
        "unknownCountries": True,
        "lookup": "authenticatorAppGps",
    }


def test_only_what_is_written_counts() -> None:
    assert location("trusted: false") == {"type": "ip", "trusted": False}
    assert location("lookup: clientIpAddress") == {"type": "country", "lookup": "clientIpAddress"}
    assert location("note: of the facility team") == {}


def test_identity_like_every_entry() -> None:
    id = "5B1F3A60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
    entry = only(
        Kind.LOCATION,
        f"namedLocations:\n  hq: {{id: {id}, formerly: [Office], unmanaged: [ipRanges], note: by the network team}}\n",
    )
    assert (entry.id, entry.formerly, entry.note) == (id.lower(), ("Office",), "by the network team")
    assert entry.unmanaged == ("ipRanges",)
    gone = only(Kind.LOCATION, "namedLocations:\n  hq: {name: HQ, ensure: absent}\n")
    assert (gone.is_absent, gone.written) == (True, {})


def test_an_empty_list_is_taken_and_told() -> None:
    assert location_faults("ipRanges: []") == ["a location without a range is nowhere: no sign-in comes from it"]
    assert location_faults("countries: []") == ["a location without a country is nowhere: no sign-in comes from it"]
    assert location("countries: []\n    unknownCountries: true")["countries"] == frozenset()


def test_as_many_ranges_as_a_location_takes() -> None:
    ranges = [f"10.{number // 256}.{number % 256}.0/24" for number in range(MOST_RANGES + 1)]
    assert location(f"ipRanges: [{', '.join(ranges[:-1])}]")["ipRanges"] == frozenset(ranges[:-1])
    assert location_faults(f"ipRanges: [{', '.join(ranges)}]") == [
        "2001 ranges are more than a named location takes, which is 2000"
    ]


def test_a_wide_range_is_a_warning_since_a_tenant_may_have_one() -> None:
    assert location_faults("ipRanges: [10.0.0.0/8]") == [
        "the range `10.0.0.0/8` is wider than a new named location may be"
    ]
    assert location_faults("ipRanges: [10.0.0.0/9, 10.0.0.0/18]") == []


def test_the_prefix_of_a_section() -> None:
    body = "manage: {namedLocations: {prefix: Loc}}\n" + LOCATION
    assert faults(body) == [
        ("OPS901", "`HQ` doesn't start with `Loc`, the prefix under `manage.namedLocations`"),
    ]


def test_a_context_has_its_key_for_an_id() -> None:
    entry = only(
        Kind.CONTEXT, "authenticationContexts:\n  c1: {name: Admins, description: null, published: true, note: PIM}\n"
    )
    assert entry.address == Address(Kind.CONTEXT, "c1")
    assert (entry.name, entry.id, entry.note) == ("Admins", None, "PIM")
    assert values(entry) == {"name": "Admins", "description": None, "published": True}
    gone = only(Kind.CONTEXT, "authenticationContexts:\n  c99: {ensure: absent}\n")
    assert (gone.is_absent, gone.written) == (True, {})


@pytest.mark.parametrize("key", ["c0", "c100", "C1", "admins", "c01"])
def test_other_keys_are_no_contexts(key: str) -> None:
    assert faults(f"authenticationContexts:\n  {key}: {{name: Admins}}\n") == [
        ("OPS901", f"`{key}` is no id of an authentication context"),
    ]


def test_policies_refer_to_locations_and_contexts() -> None:
    files = configuration(
        LOCATION
        + "authenticationContexts:\n  c1: {name: Admins}\n"
        + "conditionalAccess:\n  one:\n    name: One\n    conditions: {locations: {include: [hq, HQ]}}\n"
        + "    target: {authenticationContexts: [c1, Admins]}\n"
    )
    written = values(files.of(Kind.POLICY)[0])
    assert _written(written["conditions.locations.include"]) == {("hq", None), ("HQ", None)}
    assert _written(written["target.authenticationContexts"]) == {("c1", "c1"), ("Admins", None)}


def _written(value: object) -> set[tuple[str, str | None]]:
    assert isinstance(value, frozenset)
    return {(each.written, each.id) for each in value if isinstance(each, Reference)}


def test_what_is_managed() -> None:
    files = configuration(
        "manage: {namedLocations: {prefix: Loc}, authenticationContexts: listed}\n"
        + LOCATION.replace("HQ", "Loc HQ")
        + "authenticationContexts:\n  c1: {name: Admins}\n"
    )
    assert files.manage == {
        "namedLocations": Managed(Ownership.PREFIX, "Loc"),
        "authenticationContexts": Managed(Ownership.LISTED),
    }


FROM_FILE = HEAD + "namedLocations:\n  hq: {name: HQ, ipRangesFrom: ranges/hq.txt}\n"


def in_folder(tmp_path: Path, raw: bytes) -> Loaded:
    folder = tmp_path / "tenant" / "ranges"
    folder.mkdir(parents=True)
    (tmp_path / "tenant" / "t.yaml").write_text(FROM_FILE, encoding="utf-8")
    (folder / "hq.txt").write_bytes(raw)
    return load(["tenant"], cwd=tmp_path)


def the_location(loaded: Loaded) -> Entry:
    assert loaded.diagnostics == ()
    assert loaded.configuration is not None
    (entry,) = loaded.configuration.of(Kind.LOCATION)
    return entry


LIST = "# headquarters\n203.0.113.0/24\n\n  2001:DB8::/32  # by the provider\n198.51.100.0/24"
RANGES = frozenset({"203.0.113.0/24", "2001:db8::/32", "198.51.100.0/24"})


@pytest.mark.parametrize(
    "raw",
    [
        LIST.encode(),
        LIST.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF8 + LIST.encode(),
        codecs.BOM_UTF16_LE + LIST.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"),
    ],
    ids=["unix", "windows", "utf-8-mark", "utf-16-little", "utf-16-big"],
)
def test_ranges_from_a_text_file(tmp_path: Path, raw: bytes) -> None:
    assert values(the_location(in_folder(tmp_path, raw)))["ipRanges"] == RANGES


def test_a_saved_plan_has_the_text_file_too(tmp_path: Path) -> None:
    loaded = in_folder(tmp_path, LIST.encode())
    assert loaded.configuration is not None
    files = loaded.configuration.files
    assert [(each.file, each.is_ranges) for each in files] == [("tenant/t.yaml", False), ("tenant/ranges/hq.txt", True)]
    assert load_texts(files).configuration == loaded.configuration
    assert load_texts(tuple(reversed(files))).configuration is not None
    without = load_texts(files[:1])
    assert [each.summary for each in without.diagnostics] == ["`ranges/hq.txt` isn't among the files of this plan"]


def test_two_locations_may_share_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        HEAD + "namedLocations:\n  a: {name: A, ipRangesFrom: r.txt}\n  b: {name: B, ipRangesFrom: ./r.txt}\n",
        encoding="utf-8",
    )
    (tmp_path / "r.txt").write_text("203.0.113.0/24\n", encoding="utf-8")
    loaded = load(["t.yaml"], cwd=tmp_path)
    assert loaded.configuration is not None
    assert [values(each)["ipRanges"] for each in loaded.configuration.entries] == [frozenset({"203.0.113.0/24"})] * 2
    assert [each.file for each in loaded.configuration.files] == ["t.yaml", "r.txt"]


def test_a_text_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(FROM_FILE, encoding="utf-8")
    (told,) = load(["t.yaml"], cwd=tmp_path).diagnostics
    assert (told.summary, str(told.source)) == ("there is no file `ranges/hq.txt`", "t.yaml:4:32")


def test_faults_of_a_text_file_have_their_line(tmp_path: Path) -> None:
    text = "203.0.113.0/24\n# a comment\nnonsense\n203.0.113.9\n2001:db8::1\n203.0.113.0/24\n"
    told = in_folder(tmp_path, text.encode()).diagnostics
    assert [(str(each.source), each.summary, each.hint) for each in told] == [
        (
            "tenant/ranges/hq.txt:3:1",
            "`nonsense` is no IP range in CIDR notation",
            "write it like `203.0.113.0/24` or `2001:db8::/32`",
        ),
        (
            "tenant/ranges/hq.txt:4:1",
            "`203.0.113.9` is no IP range in CIDR notation",
            "write `203.0.113.9/32` for the single address",
        ),
        (
            "tenant/ranges/hq.txt:5:1",
            "`2001:db8::1` is no IP range in CIDR notation",
            "write `2001:db8::1/128` for the single address",
        ),
        (
            "tenant/ranges/hq.txt:6:1",
            "`203.0.113.0/24` stands twice, first at tenant/ranges/hq.txt:1:1",
            "keep one of them",
        ),
    ]


def test_a_text_file_without_a_range(tmp_path: Path) -> None:
    (told,) = in_folder(tmp_path, b"# nothing yet\n\n").diagnostics
    assert told.summary == "`tenant/ranges/hq.txt` has no IP range"


def test_the_wrong_file_is_told_in_a_few_lines(tmp_path: Path) -> None:
    told = in_folder(tmp_path, b"one,two,three\n" * 3000).diagnostics
    assert len(told) == 21
    assert told[-1].summary == "2980 more lines of this list are wrong"


LINES = st.sampled_from(
    ["203.0.113.0/24", "203.0.113.1/24", "::1/128", "0:0::1/128", "", "  ", "# why", "1.2.3.4", "1.2.3.4/8 # x", "\t"]
)


@given(st.lists(LINES, max_size=8))
def test_the_quick_way_of_reading_a_list_says_what_the_slow_one_says(lines: list[str]) -> None:
    quick: list[Diagnostic] = []
    slow: list[Diagnostic] = []
    members = from_text("\n".join(lines), "r.txt", quick)
    # A comment on a line of its own sends everything the slow way, and says nothing itself.
    others = from_text("\n".join(["203.0.113.9/32 # first", *lines]), "r.txt", slow)
    assert others - members == {"203.0.113.9/32"}
    assert [each.summary.split(",")[0] for each in quick if "has no IP range" not in each.summary] == [
        each.summary.split(",")[0] for each in slow
    ]
