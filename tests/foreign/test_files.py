"""What lies in a folder: encodings, broken files, files of other tools, the same object twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.foreign.reading import read_foreign
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Opened, Part
from tests.foreign.test_shapes import OFFICE

POLICY: JsonObject = {
    "id": "90000000-0000-4000-8000-000000000001",
    "displayName": "Büro: MFA",
    "state": "enabled",
    "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}


TWICE = "`broken.json` can't be read: `state` stands twice in one object, with two values"


def spelled(*values: JsonValue) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in values)


def read(folder: Path, **files: str | bytes) -> Opened:
    for name, held in files.items():
        path = folder / f"{name}.json"
        path.write_bytes(held if isinstance(held, bytes) else held.encode())
    return read_foreign([folder])


def told(opened: Opened, folder: Path) -> list[str]:
    return [f"{each.severity}: {each.summary.replace(folder.as_posix() + '/', '')}" for each in opened.faults]


def names(opened: Opened, part: Part = Part.POLICIES) -> list[str]:
    return [str(each["displayName"]) for each in opened.snapshot.read(part)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_windows_is_read(tmp_path: Path, encoding: str) -> None:
    opened = read(tmp_path, policy=spelled(POLICY).encode(encoding))

    assert names(opened) == ["Büro: MFA"]
    assert opened.faults == ()


def test_utf_16_with_the_big_end_first_and_its_mark_is_read(tmp_path: Path) -> None:
    assert names(read(tmp_path, policy=b"\xfe\xff" + spelled(POLICY).encode("utf-16-be"))) == ["Büro: MFA"]


def test_a_code_page_is_not_guessed(tmp_path: Path) -> None:
    opened = read(tmp_path, policy=spelled(POLICY).encode("cp1252"))

    assert told(opened, tmp_path) == ["error: `policy.json` is not valid UTF-8 text"]
    assert opened.faults[0].hint == "save the file as UTF-8"


def test_comments_and_last_commas_are_borne_where_they_are_no_text(tmp_path: Path) -> None:
    text = '// saved\n{"id": "90000000-0000-4000-8000-000000000001", /* of\nours */ "displayName": "a // b, }", '
    text += '"state": "enabled", "conditions": {"users": {"includeUsers": ["All",],},}, "grantControls": null,}'

    assert names(read(tmp_path, policy=text)) == ["a // b, }"]


def test_several_objects_one_after_the_other_are_read(tmp_path: Path) -> None:
    second = {**POLICY, "id": "90000000-0000-4000-8000-000000000002", "displayName": "Second"}

    assert names(read(tmp_path, both=spelled(POLICY, second))) == ["Büro: MFA", "Second"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`broken.json` is empty"),
        ("\ufeff \n", "`broken.json` is empty"),
        ("{", "`broken.json` is not JSON: expecting property name enclosed in double quotes"),
        ('{"a": NaN}', "`broken.json` can't be read: `NaN` is no value of JSON"),
        ('{"a": 1e999}', "`broken.json` can't be read: `1e999` is too large a number"),
        ('{"a": "\\ud800"}', "`broken.json` can't be read: it holds half a character (a lone surrogate)"),
        ('{"state": "enabled", "state": "disabled"}', TWICE),
        ("[" * 100_000, "`broken.json` can't be read: nested too deeply"),
        (spelled(POLICY)[:-9], "`broken.json` is not JSON: expecting value"),
    ],
    ids=["empty", "blank", "cut", "nan", "infinite", "surrogate", "doubled", "deep", "half"],
)
def test_a_broken_file_is_named_and_the_rest_is_read(tmp_path: Path, text: str, said: str) -> None:
    opened = read(tmp_path, broken=text, office=spelled(OFFICE))

    assert told(opened, tmp_path) == [f"error: {said}"]
    assert names(opened, Part.LOCATIONS) == ["Head office"]


def test_a_fault_says_where_in_the_file(tmp_path: Path) -> None:
    opened = read(tmp_path, broken='{\n  "a": 1,\n  "b" 2\n}')

    assert [(each.source.line, each.source.column) for each in opened.faults if each.source] == [(3, 7)]


def test_a_key_that_stands_twice_counts_once_where_one_of_them_says_nothing(tmp_path: Path) -> None:
    text = (
        spelled(POLICY)[:-1]
        + ', "sessionControls": null, "sessionControls": {"secureSignInSession": {"isEnabled": true}}}'
    )

    (policy,) = read(tmp_path, policy=text).snapshot.read(Part.POLICIES)

    assert policy["sessionControls"] == {"secureSignInSession": {"isEnabled": True}}


def test_files_of_other_kinds_are_counted_and_not_told_as_faults(tmp_path: Path) -> None:
    others = {f"intune{number}": '{"@odata.type": "#microsoft.graph.iosCompliancePolicy"}' for number in range(7)}
    opened = read(tmp_path, policy=spelled(POLICY), **others)

    assert told(opened, tmp_path) == ["notice: skipped 7 files that hold nothing of what is managed"]
    assert len(opened.faults[0].detail) == 6
    assert opened.faults[0].detail[-1] == "and 2 more"


def test_a_template_of_a_policy_is_no_policy(tmp_path: Path) -> None:
    template: JsonObject = {
        "name": "Require MFA",
        "scenarios": "new",
        "details": {**POLICY, "displayName": None, "state": None},
    }

    assert names(read(tmp_path, templates=spelled({"value": [template]}), policy=spelled(POLICY))) == ["Büro: MFA"]


@pytest.mark.parametrize(
    "held", [{}, {"users": '{"userPrincipalName": "a@b", "displayName": "A"}'}], ids=["no", "other"]
)
def test_a_folder_with_nothing_usable_is_an_error(tmp_path: Path, held: dict[str, str]) -> None:
    opened = read(tmp_path, **held)

    (last,) = [each for each in opened.faults if each.severity is Severity.ERROR]
    assert last.summary.endswith("holds no policies, authentication strengths, named locations or methods")
    assert opened.snapshot.parts == {}


def test_a_path_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    opened = read_foreign([tmp_path / "gone"])

    assert told(opened, tmp_path) == ["error: there is no file or folder `gone`"]


def test_hidden_folders_and_other_suffixes_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "policy.json").write_text("{")
    (tmp_path / "read.me").write_text("{")

    assert told(read(tmp_path, policy=spelled(POLICY)), tmp_path) == []


def test_a_file_that_is_named_itself_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(spelled(POLICY), encoding="utf-8")

    assert names(read_foreign([tmp_path / "export.txt"])) == ["Büro: MFA"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    read(tmp_path, policy=spelled({key: value for key, value in POLICY.items() if key != "id"}))

    assert names(read_foreign([tmp_path, tmp_path / "policy.json"])) == ["Büro: MFA"]


def test_an_answer_with_an_error_is_told(tmp_path: Path) -> None:
    opened = read(tmp_path, policy='{"error": {"code": "Forbidden", "message": "no"}}', office=spelled(OFFICE))

    assert told(opened, tmp_path) == [
        "error: an answer of Graph in `policy.json` can't be read: it is an error, not what was asked for"
    ]


def test_one_page_of_a_list_is_told(tmp_path: Path) -> None:
    page: JsonObject = {"value": [POLICY], "@odata.nextLink": "https://graph.microsoft.com/v1.0/next"}

    assert told(read(tmp_path, page=spelled(page)), tmp_path) == ["warning: `page.json` is one page of a longer list"]


def test_the_same_object_twice_is_one(tmp_path: Path) -> None:
    again: JsonObject = {
        "@odata.context": "https://graph.microsoft.com/beta/x",
        **POLICY,
        "modifiedDateTime": "2026-01-01",
    }
    opened = read(tmp_path, a=spelled(POLICY), b=spelled(again))

    assert names(opened) == ["Büro: MFA"]
    assert opened.faults == ()


def test_two_states_of_one_object_are_told_and_the_first_is_taken(tmp_path: Path) -> None:
    opened = read(tmp_path, a=spelled(POLICY), b=spelled({**POLICY, "state": "disabled"}))

    assert told(opened, tmp_path) == [
        "error: `Büro: MFA` has the id `90000000-0000-4000-8000-000000000001`, "
        "which `a.json` gives to another state of it or to something else"
    ]
    assert [each["state"] for each in opened.snapshot.read(Part.POLICIES)] == ["enabled"]


def test_two_objects_of_one_name_are_two(tmp_path: Path) -> None:
    without_id: JsonObject = {key: value for key, value in POLICY.items() if key != "id"}
    opened = read(tmp_path, a=spelled(without_id), b=spelled([without_id, without_id]))

    assert len({str(each["id"]) for each in opened.snapshot.read(Part.POLICIES)}) == 3
    assert opened.faults == ()


def test_a_made_id_does_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    without_id: JsonObject = {key: value for key, value in POLICY.items() if key != "id"}
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()

    first, second = (read(tmp_path / each, policy=spelled(without_id)) for each in ("here", "there"))

    assert first.snapshot == second.snapshot


@pytest.mark.parametrize("member", ["displayName", "state", "conditions"])
def test_an_object_without_a_compulsory_member_is_a_fault(tmp_path: Path, member: str) -> None:
    opened = read(tmp_path, policy=spelled({key: value for key, value in POLICY.items() if key != member}))

    (fault,) = told(opened, tmp_path)
    assert fault.endswith(f"in `policy.json` can't be read: it lacks `{member}`")


def test_members_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    later: JsonObject = {**POLICY, "addedLater": {"Deep": [1]}, "conditions": {**POLICY["conditions"], "agents": {}}}  # type: ignore[dict-item]

    (policy,) = read(tmp_path, policy=spelled(later)).snapshot.read(Part.POLICIES)

    assert policy["addedLater"] == {"Deep": [1]}
    assert isinstance(policy["conditions"], dict)
    assert policy["conditions"]["agents"] == {}


@pytest.mark.parametrize("cut", ["@{includeUsers=System.Object[]}", "System.Object[]", "System.Collections.Hashtable"])
def test_what_powershell_cut_off_is_a_fault_and_never_guessed(tmp_path: Path, cut: str) -> None:
    opened = read(tmp_path, policy=spelled({**POLICY, "conditions": {"users": cut, "applications": {}}}))

    assert told(opened, tmp_path) == [
        "error: the policy `Büro: MFA` in `policy.json` can't be read: `users` was cut off when it was exported"
    ]
    assert opened.faults[0].hint == "export it again with `ConvertTo-Json -Depth 20`"


def test_the_counted_lists_of_windows_powershell_are_lists(tmp_path: Path) -> None:
    users: JsonObject = {"includeUsers": {"value": ["All"], "Count": 1}, "excludeGroups": {"value": [], "Count": 0}}

    (policy,) = read(tmp_path, p=spelled({**POLICY, "conditions": {"users": users}})).snapshot.read(Part.POLICIES)

    assert policy["conditions"] == {"users": {"includeUsers": ["All"], "excludeGroups": []}, "applications": None}


def test_a_deleted_policy_is_left_out_and_told(tmp_path: Path) -> None:
    opened = read(tmp_path, a=spelled({**POLICY, "deletedDateTime": "2026-05-05T00:00:00Z"}), office=spelled(OFFICE))

    assert told(opened, tmp_path) == ["notice: skipped the policy `Büro: MFA`: it was deleted"]


def test_every_fault_is_one_line_with_its_file(tmp_path: Path) -> None:
    opened = read(tmp_path, a="{", b="", c=spelled({**POLICY, "state": 7}))

    assert all(isinstance(each, Diagnostic) and each.source is not None for each in opened.faults)
    assert [each.source.file.rsplit("/", 1)[1] for each in opened.faults if each.source] == [
        "a.json",
        "b.json",
        "c.json",
    ]
