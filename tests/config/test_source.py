"""Finding and reading files: folders, includes, standard input, encodings."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from passkeyctl.config import source
from passkeyctl.config.builtin import names, shipped
from passkeyctl.config.load import Loaded, load, load_texts
from passkeyctl.model.desired import SourceText

HEAD = "apiVersion: passkeyctl/v1\n"
EMERGENCY = HEAD + "emergencyAccess: {group: SG-EmergencyAccess}\n"


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _files(answer: Loaded) -> list[str]:
    assert answer.configuration is not None, answer.diagnostics
    return [each.file for each in answer.configuration.files]


def _told(answer: Loaded) -> list[tuple[str, str]]:
    return [(str(each.source), each.summary) for each in answer.diagnostics]


def test_the_current_folder_is_read_in_name_order_without_its_subfolders(tmp_path: Path) -> None:
    _write(tmp_path, {"b.yml": EMERGENCY, "a.yaml": HEAD, "c.txt": HEAD, "sub/d.yaml": HEAD})

    assert _files(load([], cwd=tmp_path)) == ["a.yaml", "b.yml"]


def test_emergency_accounts_are_missed_in_the_file_that_names_the_tenant(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": HEAD, "tenant.yaml": HEAD + "tenant: {domain: contoso.onmicrosoft.com}\n"})

    missed = "no emergency access accounts are named"
    assert _told(load([], cwd=tmp_path)) == [("tenant.yaml", missed)]
    assert _told(load(["a.yaml"], cwd=tmp_path)) == [("a.yaml", missed)]


def test_a_file_is_read_once_however_often_it_is_reached(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "a.yaml": EMERGENCY + "include: [b.yaml, sub/../b.yaml]\n",
            "b.yaml": HEAD + "groups: {pilot: {name: PK-Pilot}}\n",
            "c.yaml": HEAD + "include: [b.yaml]\n",
        },
    )

    answer = load([".", "b.yaml", str(tmp_path / "b.yaml")], cwd=tmp_path)
    assert answer.diagnostics == ()
    assert _files(answer) == ["a.yaml", "b.yaml", "c.yaml"]


def test_labels_are_relative_to_the_current_folder_with_forward_slashes(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {"msp/one/tenant.yaml": HEAD + "include: [../base.yaml]\n", "msp/base.yaml": EMERGENCY},
    )

    assert _files(load(["msp/one"], cwd=tmp_path)) == ["msp/one/tenant.yaml", "msp/base.yaml"]
    assert _files(load(["."], cwd=tmp_path / "msp" / "one")) == ["tenant.yaml", "../base.yaml"]


def test_what_was_loaded_loads_again_from_its_texts(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "one/a.yaml": EMERGENCY + 'include: ["../base.yaml", "builtin:windows-hello"]\n',
            "base.yaml": HEAD + "groups: {pilot: {name: PK-Pilot}}\n",
        },
    )
    first = load(["one"], cwd=tmp_path)
    assert first.configuration is not None
    assert _files(first) == ["one/a.yaml", "base.yaml", "builtin:windows-hello"]
    assert [each.builtin for each in first.configuration.files] == [False, False, True]

    assert load_texts(first.configuration.files) == first


def test_texts_with_an_include_that_is_not_among_them_are_refused() -> None:
    answer = load_texts([SourceText("a.yaml", EMERGENCY + "include: [b.yaml]\n")])

    assert answer.configuration is None
    assert _told(answer) == [("a.yaml:3:11", "`b.yaml` isn't among the files of this plan")]


def test_the_shipped_library_can_be_included_by_name(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": EMERGENCY + 'include: ["builtin:mine"]\n', "lib/mine.yaml": HEAD})

    assert _files(load(["a.yaml"], cwd=tmp_path, library=tmp_path / "lib")) == ["a.yaml", "builtin:mine"]
    assert "windows-hello" in names(shipped())
    assert names(tmp_path / "nothing") == []


def shipped_files(*, baselines: bool) -> list[str]:
    """The names of those that are extended, or of those that are included."""
    texts = {name: (shipped() / f"{name}.yaml").read_text(encoding="utf-8") for name in names(shipped())}
    return [name for name, text in texts.items() if ("\nkind: Baseline\n" in text) is baselines]


def test_every_shipped_profile_loads(tmp_path: Path) -> None:
    listed = ", ".join(f'"builtin:{name}"' for name in shipped_files(baselines=False))
    _write(tmp_path, {"a.yaml": EMERGENCY + f"include: [{listed}]\n"})

    assert _told(load(["a.yaml"], cwd=tmp_path)) == []


@pytest.mark.parametrize("name", shipped_files(baselines=True))
def test_every_shipped_rollout_loads(tmp_path: Path, name: str) -> None:
    values = "{pilotGroup: Pilot, everybodyGroup: All, emergencyGroup: Emergency, emergencyKeys: [token2-pin-plus]}"
    _write(tmp_path, {"a.yaml": HEAD + f"extends: builtin:{name}\nvariables: {values}\n"})

    loaded = load(["a.yaml"], cwd=tmp_path)

    assert _told(loaded) == []
    assert loaded.configuration is not None
    assert loaded.configuration.rollout is not None
    assert loaded.configuration.rollout.names == ("prepare", "register", "enforce", "open", "everybody")


def test_an_unknown_builtin_lists_what_there_is(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": EMERGENCY + 'include: ["builtin:zzz"]\n', "lib/mine.yaml": HEAD})

    (told,) = load(["a.yaml"], cwd=tmp_path, library=tmp_path / "lib").diagnostics
    assert (told.summary, told.hint) == ("there is no `builtin:zzz`", "use `builtin:mine`")
    (told,) = load(["a.yaml"], cwd=tmp_path, library=tmp_path / "none").diagnostics
    assert told.hint == "this version ships none"


def test_standard_input_is_a_file_of_the_current_folder(tmp_path: Path) -> None:
    _write(tmp_path, {"b.yaml": EMERGENCY})
    text = io.BytesIO((HEAD + "include: [b.yaml]\n").encode())

    assert _files(load(["-", "-"], cwd=tmp_path, stdin=text)) == ["<stdin>", "b.yaml"]


def test_other_documents_are_skipped_and_listed(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": EMERGENCY + "---\nservices: {}\n", "b.yaml": "kind: Deployment\n", "c.yaml": "[[["})

    answer = load([], cwd=tmp_path)
    assert _files(answer) == ["a.yaml"]
    assert [str(each) for each in answer.skipped] == [
        "a.yaml:4:1: no `apiVersion: passkeyctl/v1`",
        "b.yaml:1:1: no `apiVersion: passkeyctl/v1`",
        "c.yaml: not YAML that mentions passkeyctl",
    ]


def test_a_broken_file_of_ours_is_never_skipped(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": EMERGENCY, "b.yaml": "apiVersion: passkeyctl/v1\npasskeys: [\n"})

    answer = load([], cwd=tmp_path)
    assert answer.configuration is None
    assert [str(each.source) for each in answer.diagnostics] == ["b.yaml:2:12"]


def test_a_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    assert _told(load(["nowhere.yaml"], cwd=tmp_path)) == [("nowhere.yaml", "there is no file `nowhere.yaml`")]
    assert _told(load([], cwd=tmp_path)) == [(".", "the folder `.` has no document of passkeyctl")]


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    _write(tmp_path, {"a.yaml": EMERGENCY + 'include: ["a\\0b.yaml"]\n'})

    (told,) = load(["a.yaml"], cwd=tmp_path).diagnostics
    assert told.summary == "`a\0b.yaml` can't be read: not a usable name"


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LARGEST", 1024 * 1024)
    _write(tmp_path, {"a.yaml": EMERGENCY + "#" * 1024 * 1024})

    assert _told(load(["a.yaml"], cwd=tmp_path)) == [("a.yaml", "`a.yaml` is larger than 1 MB")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_byte_order_mark_are_read(tmp_path: Path, encoding: str) -> None:
    text = EMERGENCY + "groups: {pilot: {name: Prüfgruppe}}\n"
    (tmp_path / "a.yaml").write_bytes(text.encode(encoding))

    answer = load(["a.yaml"], cwd=tmp_path)
    assert answer.configuration is not None
    assert answer.configuration.files[0].text == text


def test_the_same_tenant_may_be_said_twice(tmp_path: Path) -> None:
    tenant = "tenant: {domain: contoso.onmicrosoft.com}\n"
    _write(tmp_path, {"a.yaml": EMERGENCY + tenant, "b.yaml": HEAD + tenant})

    answer = load([], cwd=tmp_path)
    assert answer.configuration is not None
    assert answer.configuration.tenant is not None
    assert (answer.configuration.tenant.domain, answer.configuration.tenant.name) == (
        "contoso.onmicrosoft.com",
        "contoso.onmicrosoft.com",
    )
