"""Temporary Access Pass and the registration campaign, two parts of the authentication methods policy.

Sources: temporaryAccessPassAuthenticationMethodConfiguration and authenticationMethodsRegistrationCampaign, v1.0
(https://learn.microsoft.com/graph/api/resources/authenticationmethodsregistrationcampaign).
"""

from __future__ import annotations

from functools import partial

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import canonical, field_of
from passkeyctl.model.methods import CAMPAIGN_METHODS, MANAGED_BY_MICROSOFT
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import canonical as c
from passkeyctl.wire.overlay import Edit, Member, overlaid
from passkeyctl.wire.people import exclude_row, read_people, write_people

TEMPORARY_ACCESS_PASS_ID = "TemporaryAccessPass"
TEMPORARY_ACCESS_PASS_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
ENFORCEMENT, CAMPAIGN = "registrationEnforcement", "authenticationMethodsRegistrationCampaign"
LIMIT_SNOOZES = "enforceRegistrationAfterAllowedSnoozes"
METHOD = "targetedAuthenticationMethod"
CAMPAIGN_STATES = {"default": "microsoftManaged"}
NUMBERS = {
    "defaultLifetime": "defaultLifetimeInMinutes",
    "minimumLifetime": "minimumLifetimeInMinutes",
    "maximumLifetime": "maximumLifetimeInMinutes",
    "length": "defaultLength",
}


def temporary_access_pass_in(policy: JsonObject) -> JsonObject | None:
    """Its configuration among those that the policy has inline; a tenant need not show each of them."""
    listed = c.objects(policy.get("authenticationMethodConfigurations"))
    wanted = TEMPORARY_ACCESS_PASS_ID.lower()
    return next((each for each in listed if str(each.get("id")).lower() == wanted), None)


def read_temporary_access_pass(configuration: JsonObject) -> LiveObject:
    kind = Kind.TEMPORARY_ACCESS_PASS
    c.required(configuration, "includeTargets", "the Temporary Access Pass configuration")
    fields: Fields = {
        "state": c.required_text(configuration, "state", "the Temporary Access Pass configuration"),
        **read_people(configuration.get("includeTargets"), "targets", allows_everyone=True),
        **read_people(configuration.get("excludeTargets"), "exclude", allows_everyone=False),
        "oneTimeUse": c.flag(configuration.get("isUsableOnce")),
        **{path: c.number(configuration.get(name), _default(path)) for path, name in NUMBERS.items()},
    }
    return LiveObject(kind, kind.value, kind.value, fields, configuration)


def _default(path: str) -> int:
    value = field_of(Kind.TEMPORARY_ACCESS_PASS, path).default
    assert isinstance(value, int)
    return value


def temporary_access_pass_json(prior: Fields, planned: Fields, original: JsonObject) -> JsonObject:
    """One PATCH: the members that change, lists whole."""
    edit = Edit(planned, prior)
    changed = [each for each in PASS_MEMBERS if edit.touches(each.paths)]
    sent = {each.name: each.write(edit, original.get(each.name)) for each in changed}
    return {"@odata.type": TEMPORARY_ACCESS_PASS_TYPE, **sent}


def _as_it_is(path: str, edit: Edit, _: JsonValue) -> JsonValue:
    value = edit.planned[path]
    return value if isinstance(value, (bool, int)) else str(value)


def _targets(edit: Edit, live: JsonValue) -> JsonValue:
    def new_row(kind: str, id: str) -> JsonObject:
        return {"id": id, "targetType": kind, "isRegistrationRequired": False}

    return [*write_people(edit.planned, "targets", live, new_row, allows_everyone=True)]


def _excludes(edit: Edit, live: JsonValue) -> JsonValue:
    return [*write_people(edit.planned, "exclude", live, exclude_row, allows_everyone=False)]


PASS_MEMBERS = (
    Member("state", ("state",), partial(_as_it_is, "state")),
    Member("includeTargets", ("targets",), _targets),
    Member("excludeTargets", ("exclude",), _excludes),
    Member("isUsableOnce", ("oneTimeUse",), partial(_as_it_is, "oneTimeUse")),
    *(Member(name, (path,), partial(_as_it_is, path)) for path, name in NUMBERS.items()),
)


def has_campaign(policy: JsonObject) -> bool:
    """A policy without one is a part that was not read, not a campaign that is off."""
    return bool(campaign_part(policy))


def campaign_part(holder: JsonObject) -> JsonObject:
    enforcement = c.optional_object(holder.get(ENFORCEMENT)) or {}
    return c.optional_object(enforcement.get(CAMPAIGN)) or {}


def read_campaign(policy: JsonObject, beta: JsonObject | None) -> LiveObject:
    """All from one document, since the two versions may be of two moments; `original` is just the campaign's part."""
    document = policy if beta is None else beta
    original: JsonObject = {ENFORCEMENT: document.get(ENFORCEMENT)}
    kind = Kind.CAMPAIGN
    return LiveObject(kind, kind.value, kind.value, canonical(kind, stored_campaign(original)), original)


def stored_campaign(original: JsonObject) -> Fields:
    """The campaign as it stands, with what Microsoft has chosen as well: what it is once the tenant decides again."""
    campaign = campaign_part(original)
    state = c.required_text(campaign, "state", "the registration campaign")
    c.required(campaign, "includeTargets", "the registration campaign")
    return {
        "state": CAMPAIGN_STATES.get(state, state),
        "method": _method(campaign.get("includeTargets")),
        **read_people(campaign.get("includeTargets"), "include", allows_everyone=True),
        **read_people(campaign.get("excludeTargets"), "exclude", allows_everyone=False),
        "snoozeDays": c.number(campaign.get("snoozeDurationInDays"), 1),
        "limitSnoozes": c.flag(campaign[LIMIT_SNOOZES]) if LIMIT_SNOOZES in campaign else None,
    }


def _method(rows: JsonValue) -> str:
    """The one method of all rows; several, which Graph does not promise to refuse, are shown side by side."""
    words = methods_in(rows)
    return ",".join(words) if words else str(field_of(Kind.CAMPAIGN, "method").default)


def methods_in(rows: JsonValue) -> tuple[str, ...]:
    """Graph writes `fido2` and `Fido2`; a word that is not ours is kept as it is."""
    ours = {each.lower(): each for each in CAMPAIGN_METHODS}
    found = {c.text(each.get(METHOD)) for each in c.objects(rows)} - {None}
    return tuple(sorted({ours.get(str(word).lower(), str(word)) for word in found}))


def campaign_is_beta(planned: Fields, original: JsonObject) -> bool:
    """Whether the write needs beta: the file asks for what only beta has, or what is sent back holds it."""
    return planned["limitSnoozes"] is not None or LIMIT_SNOOZES in campaign_part(original)


def campaign_json(prior: Fields, planned: Fields, original: JsonObject) -> JsonObject:
    """One PATCH of the root policy with the whole campaign: what does not change is sent back as it was read."""
    enforcement = c.bare(c.optional_object(original.get(ENFORCEMENT)))
    campaign = overlaid(CAMPAIGN_MEMBERS, _told(prior, planned), campaign_part(original))
    return {ENFORCEMENT: {**enforcement, CAMPAIGN: campaign}}


def _told(prior: Fields, planned: Fields) -> Edit:
    """What Microsoft decides is left as it stands; once the tenant decides, it is written even where it looks equal."""
    if planned["state"] == "microsoftManaged":
        return Edit({**planned, **{path: prior[path] for path in MANAGED_BY_MICROSOFT}}, prior)
    if prior["state"] == "microsoftManaged":
        return Edit(planned, {**prior, "method": None, "snoozeDays": None})
    return Edit(planned, prior)


def _state(edit: Edit, _: JsonValue) -> JsonValue:
    graph = {ours: theirs for theirs, ours in CAMPAIGN_STATES.items()}
    state = str(edit.planned["state"])
    return graph.get(state, state)


def _include(edit: Edit, live: JsonValue) -> JsonValue:
    method = _method_to_write(edit, live)

    def new_row(kind: str, id: str) -> JsonObject:
        return {"id": id, "targetType": kind, METHOD: method}

    rows = write_people(edit.planned, "include", live, new_row, allows_everyone=True)
    if not edit.touches(("method",)):
        return [*rows]
    return [row if methods_in([row]) == (method,) else {**row, METHOD: method} for row in rows]


def _method_to_write(edit: Edit, live: JsonValue) -> str:
    """Under Microsoft's management a new row follows those that are there."""
    there = methods_in(live)
    if edit.planned["state"] == "microsoftManaged" and there:
        return there[0]
    return str(edit.planned["method"])


CAMPAIGN_MEMBERS = (
    Member("state", ("state",), _state),
    Member("snoozeDurationInDays", ("snoozeDays",), partial(_as_it_is, "snoozeDays")),
    Member(LIMIT_SNOOZES, ("limitSnoozes",), partial(_as_it_is, "limitSnoozes")),
    Member("includeTargets", ("include", "method"), _include),
    Member("excludeTargets", ("exclude",), _excludes),
)


def is_undecided(prior: Fields, planned: Fields, original: JsonObject) -> bool:
    """Whether new rows would have to guess their method, because those that are there have different ones."""
    grown = any(planned[path] != prior[path] for path in ("include", "include.users"))
    there = methods_in(campaign_part(original).get("includeTargets"))
    return grown and len(there) > 1 and "," in str(planned["method"])
