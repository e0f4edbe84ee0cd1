"""Manifests and what is wrong with what they name, as values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.evidence.belonging import is_same_plan, planned_digest
from passkeyctl.plan.evidence.manifest import (
    EvidenceRejected,
    FileEntry,
    Manifest,
    Part,
    Section,
    canonical,
    entry_of,
    is_manifest,
    load_manifest,
    manifest_text,
)
from passkeyctl.plan.evidence.verifying import EvidenceFault, Unread, Wrong, faults_of
from passkeyctl.plan.saved.plan_document import digest_of

WHERE = Destination("global", "829888e2-7bfc-5c37-9317-0f9e5141943b", "Contoso")
TOLD: JsonObject = {
    "kind": "drift",
    "exit_code": 2,
    "destination": {"endpoint": WHERE.endpoint, "tenant_id": WHERE.tenant_id, "tenant_name": WHERE.tenant_name},
}
DRIFT = canonical(TOLD)
SECTION = Section(
    Part.DRIFT, "2026-11-23T14:02:00+00:00", "0.1.0", "2026-11", WHERE, 2, (entry_of("drift.json", DRIFT),)
)


def test_one_value_has_one_spelling() -> None:
    assert canonical({"b": [1, None], "a": "ü\ud800"}) == b'{"a":"\xc3\xbc\xed\xa0\x80","b":[1,null]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def test_a_manifest_comes_back_as_it_was_written() -> None:
    manifest = Manifest((SECTION,))
    text = manifest_text(manifest)
    assert load_manifest(text) == manifest
    assert is_manifest(text)
    assert text.startswith('{\n "kind": "passkeyctl evidence",\n "digest": "')


def test_the_order_of_keys_and_blanks_are_no_alteration() -> None:
    text = manifest_text(Manifest((SECTION,)))
    assert load_manifest(text.replace("\n", " ").replace("  ", "\t")) == Manifest((SECTION,))


def test_a_folder_of_which_nothing_can_be_said_against() -> None:
    assert faults_of(Manifest((SECTION,)), {"drift.json": DRIFT}) == ()


def test_what_may_not_be_read_is_said_with_its_reason() -> None:
    beside = {"drift.json": Unread(Wrong.UNREADABLE, "permission denied")}
    assert faults_of(Manifest((SECTION,)), beside) == (
        EvidenceFault(Wrong.UNREADABLE, "drift.json", "permission denied"),
    )


def test_of_one_length_and_another_content() -> None:
    assert faults_of(Manifest((SECTION,)), {"drift.json": DRIFT.replace(b"drift", b"quiet")}) == (
        EvidenceFault(Wrong.ALTERED, "drift.json", "its content has another hash"),
    )


def test_sections_of_two_tenants() -> None:
    plan = replace(SECTION, part=Part.PLAN, files=(entry_of("plan.json", b"{}"),))
    other = replace(
        SECTION, destination=replace(WHERE, tenant_id="00000000-0000-0000-0000-000000000009"), follows=plan.digest
    )
    found = faults_of(Manifest((plan, other)), {"plan.json": b"{}", "drift.json": DRIFT})
    assert EvidenceFault(Wrong.CHAIN, "manifest.json", "the section `drift` is of another tenant") in found


def test_sections_in_another_order() -> None:
    plan = replace(SECTION, part=Part.PLAN, files=(entry_of("plan.json", b"{}"),), follows=SECTION.digest)
    found = faults_of(Manifest((SECTION, plan)), {"plan.json": b"{}", "drift.json": DRIFT})
    assert EvidenceFault(Wrong.CHAIN, "manifest.json", "its sections are not in the order plan, apply, drift") in found


def test_one_file_in_two_sections() -> None:
    plan = replace(SECTION, part=Part.PLAN)
    with pytest.raises(EvidenceRejected, match=r"names `drift\.json` twice"):
        load_manifest(manifest_text(Manifest((plan, replace(SECTION, follows=plan.digest)))))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=12))
def test_only_plain_names_can_be_files_of_a_folder(name: str) -> None:
    section = replace(SECTION, files=(FileEntry(name, "0" * 64, 1),))
    try:
        found = load_manifest(manifest_text(Manifest((section,))))
    except EvidenceRejected:
        return
    (entry,) = found.sections[0].files
    assert entry.name.rpartition(".")[2] in ("json", "md", "html", "sarif")
    assert not set(entry.name) & set("/\\:\0")
    assert ".." not in entry.name


@pytest.mark.parametrize("digits", ["0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_hash_is_refused(digits: str) -> None:
    section = replace(SECTION, files=(FileEntry("drift.json", digits, 1),))
    with pytest.raises(EvidenceRejected, match="lacks something"):
        load_manifest(manifest_text(Manifest((section,))))


PLANNED: JsonObject = {
    "format_version": "2.1",
    "destination": {"endpoint": "global", "tenant_id": "t", "tenant_name": "Contoso"},
    "files": [{"file": "a.yaml", "text": "x"}],
    "operations": [{"method": "POST"}],
    "objects": [],
}


def test_a_plan_file_holds_the_plan_that_its_receipt_names() -> None:
    document: JsonObject = {"digest": digest_of(PLANNED), **PLANNED}
    plan_file: JsonObject = {
        **PLANNED,
        "kind": "passkeyctl plan file",
        "created": "1",
        "expires": "2",
        "valid_for_seconds": 1,
        "shown": [],
        "plan": {},
        "digest": "other",
    }
    assert planned_digest(plan_file) == document["digest"]
    assert is_same_plan(plan_file, document)


def test_what_else_the_tenant_held_may_have_changed_between_plan_and_apply() -> None:
    assert is_same_plan(PLANNED, {**PLANNED, "objects": [{"id": "new"}]})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("operations", [{"method": "DELETE"}]),
        ("operations", [{"method": "POST"}, {"method": "POST"}]),
        ("files", [{"file": "a.yaml", "text": "y"}]),
        ("destination", {"endpoint": "global", "tenant_id": "u", "tenant_name": "Contoso"}),
        ("destination", {"endpoint": "sandbox", "tenant_id": "t", "tenant_name": "Contoso"}),
    ],
)
def test_other_requests_other_files_or_another_tenant_make_another_plan(key: str, value: JsonValue) -> None:
    assert not is_same_plan(PLANNED, {**PLANNED, key: value})


def test_the_digest_that_a_receipt_claims_for_its_plan_is_not_believed() -> None:
    forged: JsonObject = {**PLANNED, "operations": [], "digest": planned_digest(PLANNED)}
    assert not is_same_plan(PLANNED, forged)
