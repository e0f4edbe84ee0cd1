"""After somebody else has changed one thing, an undo takes back everything but this, and says so."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.values import Value
from passkeyctl.plan.undo.hanging_together import together
from tests.plan.passkey_pairs import Case, cases, changes, state_of
from tests.plan.passkey_reference import GROUPS
from tests.plan.test_undoing import Applying
from tests.plan.undone import nameable

OTHER_AAGUID = "99999999-9999-4999-8999-999999999999"
Contents = dict[tuple[Kind, str], Mapping[str, Value]]


def contents(document: JsonObject) -> Contents:
    return {
        (kind, id): {path: value for path, value in fields if path != OPT_IN}
        for kind, id, fields in nameable(state_of(document))
    }


def rows(document: JsonObject, name: str) -> list[JsonObject]:
    listed = document[name]
    assert isinstance(listed, list)
    return [each for each in listed if isinstance(each, dict)]


@st.composite
def interventions(draw: st.DrawFn, document: JsonObject, before: JsonObject) -> JsonObject:
    """The configuration after one write of somebody else, who needs nothing that was made since `before`."""
    now = copy.deepcopy(document)
    profiles, targets, excludes = (rows(now, each) for each in ("passkeyProfiles", "includeTargets", "excludeTargets"))
    known = sorted(
        {str(each["id"]) for each in profiles} & {str(each["id"]) for each in rows(before, "passkeyProfiles")}
    )
    match draw(st.sampled_from(["state", "setup", "profile", "keys", "exclude", "row", "less"])):
        case "state":
            now["state"] = "disabled" if now["state"] == "enabled" else "enabled"
        case "setup":
            now["isSelfServiceRegistrationAllowed"] = not now["isSelfServiceRegistrationAllowed"]
        case "profile" if profiles:
            one = draw(st.sampled_from(profiles))
            enforced = one["attestationEnforcement"] == "registrationOnly"
            one["attestationEnforcement"] = "disabled" if enforced else "registrationOnly"
        case "keys" if profiles:
            listed: JsonValue = {"isEnforced": True, "enforcementType": "block", "aaGuids": [OTHER_AAGUID]}
            draw(st.sampled_from(profiles))["keyRestrictions"] = listed
        case "exclude":
            kept = [each for each in excludes if each["id"] != GROUPS[0]]
            added: list[JsonObject] = [{"id": GROUPS[0], "targetType": "group"}] if kept == excludes else []
            now["excludeTargets"] = [*kept, *added]
        case "row" if targets and known:
            draw(st.sampled_from(targets))["allowedPasskeyProfiles"] = [draw(st.sampled_from(known))]
        case _:
            now["includeTargets"] = [*targets[1:]]
    return now


@given(cases(), st.data())
@settings(max_examples=60, deadline=None)
def test_just_what_somebody_else_has_changed_stays(case: Case, data: st.DataObject) -> None:
    apply = Applying(case.document, changes(state_of(case.document), case.goal))
    assume(apply.moved)
    theirs = data.draw(interventions(apply.end, case.document))
    undoing = apply.undone(theirs)
    back = Applying(theirs, undoing.changes)
    before, after, now = contents(case.document), contents(apply.end), contents(theirs)
    final = contents(back.end)
    for key in {*before, *after, *now}:
        assert final.get(key) == wanted(key, before, after, now), key
    unsettled = [each for each in undoing.kept if each.path != OPT_IN]
    clashes = [key for key in {*before, *after, *now} if clash(key, before, after, now)]
    assert bool(unsettled) == bool(clashes)


def wanted(key: tuple[Kind, str], before: Contents, after: Contents, now: Contents) -> Mapping[str, Value] | None:
    """Theirs where they have changed something, else what stood before the apply."""
    was, left, live = before.get(key), after.get(key), now.get(key)
    if live == left:
        return was
    if was is None or left is None or live is None:
        # Theirs as a whole: made by the apply or by them, or deleted by them.
        return live
    moved = {path for path in live if live[path] != left[path] and live[path] != was[path]}
    stays = together(key[0], {path for path in moved if left[path] != was[path]})
    theirs = {path for path in live if live[path] != left[path]} | {each for each in stays if left[each] != was[each]}
    return {path: live[path] if path in theirs else was[path] for path in live}


def clash(key: tuple[Kind, str], before: Contents, after: Contents, now: Contents) -> bool:
    """Whether both have written the same thing, and not to the same end."""
    was, left, live = before.get(key), after.get(key), now.get(key)
    if live in (left, was) or was == left:
        return False
    if was is None or left is None or live is None:
        return True
    return any(live[path] not in (left[path], was[path]) and left[path] != was[path] for path in live)
