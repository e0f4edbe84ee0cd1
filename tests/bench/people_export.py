"""The same tenant as a folder that `effective-passkey` 0.3.0 reads: policy.json, groups.json, users.json, roles.json.

Its names for things are its own: a target's profiles stand in `passkeyProfileIds`, which Graph calls
`allowedPasskeyProfiles`. Groups hold people and groups, as Graph's direct members do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.people import KeyModel
from tests.bench.people import GROUPS, Inhabitants
from tests.bench.people_settings import rows
from tests.bench.policies import an_id
from tests.bench.tenant import Size, generate


def main(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    inhabitants = Inhabitants(count)
    parts: dict[str, JsonValue] = {
        "policy": policy(),
        "groups": {"groups": list(groups(inhabitants))},
        "users": {"users": [user(inhabitants, each) for each in range(count) if inhabitants.is_enabled(each)]},
        "roles": roles(inhabitants),
    }
    for name, content in parts.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def policy() -> JsonObject:
    fido2 = generate(Size()).graph["fido2"]
    assert isinstance(fido2, dict)
    targets = [{**each, "passkeyProfileIds": each["allowedPasskeyProfiles"]} for each in rows(fido2["includeTargets"])]
    return {
        "tenantDisplayName": "Bench",
        "authenticationMethodConfigurations": [{**fido2, "includeTargets": [*targets]}],
    }


def groups(inhabitants: Inhabitants) -> Iterator[JsonObject]:
    for number, name in enumerate(GROUPS):
        members, direct = list(inhabitants.members(number)), inhabitants.direct(number)
        listed: list[JsonValue] = [inhabitants.id(each) for each in (members if direct is None else direct)]
        if direct is not None:
            inside = an_id("group", f"{name} inside")
            below: list[JsonValue] = [inhabitants.id(each) for each in sorted({*members} - {*direct})]
            yield {"id": inside, "displayName": f"{name} inside", "members": below}
            listed.append(inside)
        yield {"id": an_id("group", name), "displayName": name, "members": listed}


def user(inhabitants: Inhabitants, number: int) -> JsonObject:
    return {
        "id": inhabitants.id(number),
        "userPrincipalName": inhabitants.sign_in_name(number),
        "userDisplayName": inhabitants.name(number),
        "userType": "guest" if inhabitants.is_guest(number) else "member",
        "methodsRegistered": list[JsonValue](inhabitants.methods(number)),
    }


def roles(inhabitants: Inhabitants) -> JsonObject:
    given: list[JsonValue] = [
        {
            "principalId": inhabitants.id(number),
            "roleTemplateId": role,
            "roleDisplayName": role,
            "privileged": True,
            "assignmentType": "eligible" if is_eligible else "active",
        }
        for number, role, is_eligible in inhabitants.roles()
    ]
    everybody = range(inhabitants.count)
    held: JsonObject = {
        inhabitants.id(each): [key(model) for model in inhabitants.keys(each)]
        for each in everybody
        if inhabitants.keys(each)
    }
    return {"roleAssignments": given, "fido2Methods": held}


def key(model: KeyModel) -> JsonObject:
    level = "attested" if model.is_attested else "notAttested"
    return {"id": "key", "aaGuid": model.aaguid, "passkeyType": model.passkey_type, "attestationLevel": level}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
