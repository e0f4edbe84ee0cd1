"""A tenant for `rollout invite`, and what its runs left behind."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import as_text, objects
from passkeyctl.sandbox.store import Store

GROUP = "PK-Pilot"
WITH_PASSES = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
emergencyAccess: {group: SG-EmergencyAccess}
"""
POST = r"/temporaryAccessPassMethods$"
POLICY: JsonObject = {
    "state": "enabled",
    "minimumLifetimeInMinutes": 30,
    "maximumLifetimeInMinutes": 480,
    "isUsableOnce": False,
}


def set_policy(store: Store, method: str, values: JsonObject) -> None:
    with store.transaction() as tenant:
        row = tenant.find("authenticationMethodConfigurations", method)
        assert row is not None
        tenant.put("authenticationMethodConfigurations", {**row, **values})
        tenant.save()


def take_methods(store: Store, group: str, count: int) -> None:
    with store.transaction() as tenant:
        members = next(each for each in tenant.rows("groups") if each["displayName"] == group)["members"]
        assert isinstance(members, list)
        for id in members[:count]:
            user, report = tenant.find("users", str(id)), tenant.find("userRegistrationDetails", str(id))
            assert user is not None
            assert report is not None
            tenant.put("users", {**user, "fido2Methods": []})
            tenant.put("userRegistrationDetails", {**report, "methodsRegistered": []})
        tenant.save()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def values(path: Path) -> list[str]:
    return [each["temporaryAccessPass"] for each in rows(path)]


def holders(store: Store) -> set[str]:
    with store.transaction() as tenant:
        return {as_text(each["userPrincipalName"]) for each in tenant.rows("users") if objects(each.get("passes"))}


def verdicts(document: JsonObject) -> dict[str, str]:
    return {
        as_text(each["sign_in_name"]).split("@")[0]: as_text(each["verdict"]) for each in objects(document["people"])
    }


def outcomes(document: JsonObject) -> list[str]:
    return [as_text(each["outcome"]) for each in objects(document["people"]) if each["outcome"] is not None]


def assert_nowhere_else(passes: list[str], folder: Path, out: Path | None, *texts: str) -> None:
    """No file but the table holds a pass, nor anything that was printed."""
    assert passes
    assert all(len(each) == 8 for each in passes)
    for path in folder.rglob("*"):
        if path.is_file() and path != out:
            content = path.read_bytes()
            assert not [each for each in passes if each.encode() in content], path
    for text in texts:
        assert not [each for each in passes if each in text]


def tenant_with_passes(store: Store, folder: Path) -> Path:
    """Passkeys and passes are on for everybody, and twelve of the pilot have no method at all."""
    set_policy(store, "TemporaryAccessPass", POLICY)
    set_policy(store, "Fido2", {"state": "enabled"})
    take_methods(store, GROUP, 12)
    path = folder / "with passes.yaml"
    path.write_text(WITH_PASSES, encoding="utf-8")
    return path
