"""A plan that was reviewed, and a tenant that somebody has moved since: refused, and shown side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.saved import plan_document
from passkeyctl.plan.saved.plan_document import digest_of
from passkeyctl.sandbox.defaults import GROUPS, POLICIES, STRENGTHS
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli, Ran

DAILY = "CA005 - All users - Sign in daily on unmanaged devices"
RISKY = "CA007 - All users - Multifactor authentication for risky sign-ins"
CARDS = "Cards and keys"
FILE = f"""\
apiVersion: passkeyctl/v1
tenant: {{domain: contoso.onmicrosoft.com}}
catalogue: "2026-11"
emergencyAccess: {{group: SG-EmergencyAccess}}
authenticationStrengths:
  cards: {{name: {CARDS}, description: Cards and all keys}}
conditionalAccess:
  daily:
    name: {DAILY}
    users:
      include: all
      exclude: {{groups: [SG-EmergencyAccess, PK-Pilot-Synced]}}
"""


@dataclass(frozen=True)
class Reviewed:
    """A plan that was saved, and the tenant it is for."""

    cli: Cli
    store: Store
    sandbox: str
    path: Path

    @property
    def document(self) -> JsonObject:
        found = json.loads(self.path.read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    def move(self, collection: str, name: str, **members: JsonValue) -> None:
        """Another administrator writes."""
        with self.store.transaction() as tenant:
            row = next(each for each in tenant.rows(collection) if each["displayName"] == name)
            tenant.put(collection, {**row, **members})
            tenant.save()

    def remove(self, collection: str, name: str) -> None:
        document = self.store.export()
        document[collection] = [each for each in objects(document[collection]) if each["displayName"] != name]
        self.store.seed(document)

    def apply(self, *options: str) -> Ran:
        return self.cli(
            "apply", self.sandbox, "--auto-approve", *options, self.path, "--digest", str(self.document["digest"])
        )

    def refused(self, *options: str) -> str:
        """What it says; nothing may have been written."""
        before = self.store.export()
        ran = self.apply(*options)
        assert (ran.code, ran.out) == (4, "")
        assert self.store.export() == before
        return ran.err

    def rewrite(self, change: Callable[[JsonObject], None]) -> None:
        """By somebody who can compute a digest."""
        document = self.document
        change(document)
        document["digest"] = digest_of(document)
        self.path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def reviewed(cli: Cli, sandbox: str, store: Store, tmp_path: Path) -> Reviewed:
    file, path = tmp_path / "tenant.yaml", tmp_path / "review.json"
    file.write_text(FILE, encoding="utf-8")
    assert cli("plan", sandbox, file, "--override", "OPS907=change 4711", "--out", path).code == 0
    return Reviewed(cli, store, sandbox, path)


def users(store: Store, **members: JsonValue) -> JsonObject:
    policy = next(each for each in objects(store.export()[POLICIES]) if each["displayName"] == DAILY)
    conditions = policy["conditions"]
    assert isinstance(conditions, dict)
    found = conditions["users"]
    assert isinstance(found, dict)
    return {**conditions, "users": {**found, **members}}


def test_what_the_plan_writes_is_shown_in_three_ways(reviewed: Reviewed, store: Store) -> None:
    ids = {str(each["displayName"]): str(each["id"]) for each in objects(store.export()[GROUPS])}
    groups: list[JsonValue] = [ids["SG-EmergencyAccess"], ids["PK-Pilot-Windows"]]
    reviewed.move(POLICIES, DAILY, conditions=users(store, excludeGroups=groups))
    reviewed.move(STRENGTHS, CARDS, description="Ours, says Bob")
    assert reviewed.refused() == (
        "error: OPS904 what the plan writes has changed since it was made; nothing was written\n"
        f'  authenticationStrengths.cards "{CARDS}" was changed\n'
        "    description\n"
        '      when planned     "Smart cards and two models of security key"\n'
        '      now              "Ours, says Bob"\n'
        '      the plan writes  "Cards and all keys"\n'
        "  conditionalAccess.daily\n"
        f'      "{DAILY}" was changed\n'
        "    users.exclude.groups\n"
        f"      now              + PK-Pilot-Windows ({ids['PK-Pilot-Windows']})\n"
        f"      the plan writes  + PK-Pilot-Synced ({ids['PK-Pilot-Synced']})\n"
        "  hint: make a new plan and look at it\n"
    )


def test_a_field_that_the_plan_does_not_write_is_moved_too(reviewed: Reviewed) -> None:
    """The requests come out equal: what was reviewed was another policy all the same."""
    reviewed.move(POLICIES, DAILY, state="disabled")
    said = reviewed.refused()
    assert "    state\n      when planned     reportOnly\n      now              disabled\n  hint" in said
    assert "the plan writes  " not in said


def test_what_this_version_has_no_word_for_is_moved_too(reviewed: Reviewed) -> None:
    reviewed.move(POLICIES, DAILY, templateId="moved")
    assert (
        "    templateId, which this version of passkeyctl has no word for\n"
        "      when planned     null\n"
        '      now              "moved"\n'
    ) in reviewed.refused()


def test_dates_alone_move_nothing(reviewed: Reviewed) -> None:
    reviewed.move(POLICIES, DAILY, modifiedDateTime="2026-11-20T08:00:00Z")
    assert reviewed.apply().code == 0


def test_what_the_plan_does_not_touch_may_move(reviewed: Reviewed) -> None:
    reviewed.move(POLICIES, RISKY, state="disabled")
    assert reviewed.apply().code == 0


def test_what_was_deleted_since(reviewed: Reviewed) -> None:
    reviewed.remove(STRENGTHS, CARDS)
    assert reviewed.refused() == (
        "error: OPS904 the tenant has changed since the plan was made: no plan comes of its files now; "
        "nothing was written\n"
        f'  authenticationStrengths.cards "{CARDS}" was deleted; the plan would\n'
        "      change it\n"
        "  OPS901 a new entry must say `allowedCombinations`\n"
        "  hint: make a new plan and look at it\n"
    )


def test_what_was_made_since_and_makes_other_requests(cli: Cli, reviewed: Reviewed, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    head = FILE.partition("authenticationStrengths:")[0]
    file.write_text(f"{head}authenticationStrengths: {{new: {{name: New, allowedCombinations: [fido2]}}}}\n", "utf-8")
    assert cli("plan", reviewed.sandbox, file, "--out", reviewed.path).code == 0
    (row,) = (each for each in objects(reviewed.store.export()[STRENGTHS]) if each["displayName"] == CARDS)
    with reviewed.store.transaction() as tenant:
        new = {**row, "id": "aaaaaaaa-0000-4000-8000-000000000002", "displayName": "New"}
        tenant.put(STRENGTHS, {**new, "allowedCombinations": ["windowsHelloForBusiness"]})
        tenant.save()
    assert reviewed.refused() == (
        "error: OPS904 the tenant has changed since the plan was made: it would send other requests now; "
        "nothing was written\n"
        "  moved, and not written by the plan:\n"
        '    authenticationStrengths["New"] was made\n'
        "  hint: make a new plan and look at it\n"
    )


def test_what_its_files_name_is_gone(reviewed: Reviewed) -> None:
    reviewed.remove(GROUPS, "PK-Pilot-Synced")
    said = reviewed.refused()
    assert "OPS904 the tenant has changed since the plan was made: no plan comes of its files now" in said
    assert "  CAP401 " in said
    assert "PK-Pilot-Synced" in said
    assert "PK-Pilot" not in reviewed.refused("--redact")


def test_the_list_names_nobody_where_it_is_redacted(reviewed: Reviewed, store: Store) -> None:
    ids = {str(each["displayName"]): str(each["id"]) for each in objects(store.export()[GROUPS])}
    groups: list[JsonValue] = [ids["SG-EmergencyAccess"], ids["PK-Pilot-Windows"]]
    reviewed.move(POLICIES, DAILY, conditions=users(store, excludeGroups=groups))
    said = reviewed.refused("--redact")
    assert "PK-Pilot" not in said
    assert f"({ids['PK-Pilot-Windows']})" in said


def hide_a_change(document: JsonObject) -> None:
    shown = document["shown"]
    assert isinstance(shown, dict)
    lines = shown["lines"]
    assert isinstance(lines, list)
    shown["lines"] = [str(each).replace("PK-Pilot-Synced", "PK-Pilot-Nobody") for each in lines]


def hide_a_field(document: JsonObject) -> None:
    plan = document["plan"]
    assert isinstance(plan, dict)
    objects(plan["changes"])[0]["changes"] = []


@pytest.mark.parametrize("change", [hide_a_change, hide_a_field])
def test_a_plan_file_that_shows_something_else(reviewed: Reviewed, change: Callable[[JsonObject], None]) -> None:
    reviewed.rewrite(change)
    said = reviewed.refused()
    assert "OPS904 the plan file does not show what it would do" in said
    assert "it was altered, or a name in the tenant has changed since it was made" in said


def test_a_plan_file_of_a_version_that_shows_it_otherwise(reviewed: Reviewed) -> None:
    def by_another(document: JsonObject) -> None:
        hide_a_change(document)
        document["tool_version"] = "0.0.9"

    reviewed.rewrite(by_another)
    assert f"passkeyctl 0.0.9 made it, and may show the same otherwise; this is {__version__}" in reviewed.refused()


@pytest.mark.parametrize(("version", "is_read"), [("2.0", True), ("2.7", True), ("1.1", False), ("3.0", False)])
def test_only_the_first_number_of_a_format_parts(reviewed: Reviewed, version: str, is_read: bool) -> None:
    def change(document: JsonObject) -> None:
        document["format_version"] = version

    reviewed.rewrite(change)
    if is_read:
        assert reviewed.apply().code == 0
        return
    assert reviewed.refused() == (
        f"error: OPS904 the plan file has the format `{version}`, this version of passkeyctl ({__version__}) "
        f"reads `{plan_document.FORMAT}`\n"
        "  hint: make the plan again: `passkeyctl plan --out FILE`\n"
    )


def test_a_plan_file_says_what_was_read(reviewed: Reviewed) -> None:
    document = reviewed.document
    read = objects(document["objects"])
    names = {str(each["name"]) for each in read}
    assert {DAILY, RISKY, CARDS} < names
    assert all(len(str(each["digest"])) == 64 for each in read)
    before = document["before"]
    assert isinstance(before, dict)
    assert [each["displayName"] for each in objects(before["conditionalAccess"])] == [DAILY]
    assert [each["displayName"] for each in objects(before["authenticationStrengths"])] == [CARDS]
    assert touched(document) == {
        "authenticationStrengths.cards": ["description"],
        "conditionalAccess.daily": [EXCLUDED],
    }


EXCLUDED = "users.exclude.groups"


def touched(document: JsonObject) -> Mapping[str, JsonValue]:
    return {str(each["address"]): each["paths"] for each in objects(document["touches"])}
