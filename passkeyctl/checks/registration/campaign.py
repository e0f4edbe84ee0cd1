"""The registration campaign: one that stays silent (REG604), and one that somebody else decides (REG605).

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-mfa-registration-campaign
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.registration.guards import conditions_of
from passkeyctl.checks.registration.known import known_after, people_of, rows_are_whole
from passkeyctl.checks.registration.wording import together
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.grants import blocks
from passkeyctl.insight.bootstrap_path.ways import is_about_registering
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind

NUDGED = frozenset(
    {
        "fbfc3007-154e-4ecc-8c0b-6e020557d7bd",  # Apple Passwords
        "dd4ec289-e01d-41c9-bb89-70fa845d4bf2",  # iCloud Keychain, managed
        "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",  # Google Password Manager
        "90a3ccdf-635c-4729-a248-9b709135078f",  # Microsoft Authenticator on iOS
        "de1e552d-db1d-4423-a619-566b625cdc84",  # Microsoft Authenticator on Android
        "08987058-cadc-4b81-b6e1-30de50dcbe96",  # Windows Hello, hardware
        "9ddd1817-af5a-4672-a2b9-3e3dd95000a9",  # Windows Hello, hardware behind virtualisation
        "6028b017-b1d4-4c02-b4b3-afcdafc96bb2",  # Windows Hello, software
    }
)
"""Where a profile lists models, the campaign offers a passkey only with one of these among them."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that nudges for passkeys, and the tenant around it."""

    fields: Fields
    change: ResourceChange | None
    state: TenantState

    @property
    def groups(self) -> frozenset[str]:
        return members(self.fields, "include") - members(self.fields, "exclude")


def silent_campaign(review: Review) -> Iterator[Finding]:
    """REG604: nobody is nudged, and nothing says why."""
    state = known_after(review)
    fields = state.fields(Kind.CAMPAIGN)
    if fields is None or not _nudges(fields):
        return
    campaign = Campaign(fields, next(iter(c for c in review.changes if c.address.kind is Kind.CAMPAIGN), None), state)
    settings = state.fields(Kind.PASSKEYS)
    if settings is not None and settings["state"] == "disabled":
        if fields["state"] == "enabled":  # Microsoft's own choice falls on another method then
            words = "the campaign asks people to register a passkey, and passkeys are switched off"
            yield _silent(review, campaign, words, hint="switch passkeys on, or the campaign off")
        return
    yield from _unreached(review, campaign)
    yield from _restricted(review, campaign)
    yield from _in_front(review, campaign)


def _nudges(fields: Fields) -> bool:
    return fields["state"] == "microsoftManaged" or (fields["state"] == "enabled" and fields["method"] == "fido2")


def _unreached(review: Review, campaign: Campaign) -> Iterator[Finding]:
    known = people_of(review)
    if known is not None:
        missed = _missed(campaign, known)
        if missed.surely:
            words = f"{people_words(missed)} are asked to register a passkey and have no profile"
            yield _silent(review, campaign, words, affected=people_words(missed))
        return
    rows = {each.id for each in campaign.state.of(Kind.TARGET)}
    if not rows_are_whole(review) or EVERYONE in rows:
        return
    without = sorted(_name(review, each) for each in campaign.groups - rows)
    if without:
        words = f"the campaign asks {together(without)}, whom no target row of passkeys names"
        yield _silent(review, campaign, words, hint="add a row for them, unless other rows cover all of them")


def _missed(campaign: Campaign, people: People) -> Reach:
    counts, does_not = (access(campaign.state, people, each).reached for each in Nesting)
    asked = _listed(campaign.fields, "include", people) - _listed(campaign.fields, "exclude", people)
    return (asked & people.enabled) - people.guests - counts.either(does_not)


def _listed(fields: Fields, side: str, people: People) -> Reach:
    found = Reach.exactly(people.those(members(fields, f"{side}.users")))
    for each in members(fields, side):
        found |= Reach.exactly(people.everyone) if each == EVERYONE_WORD else people.members(each)
    return found


def _name(review: Review, group: str) -> str:
    return "everybody" if group == EVERYONE_WORD else review.name(RefKind.GROUP, group)


def _restricted(review: Review, campaign: Campaign) -> Iterator[Finding]:
    """A list of models without a provider that the campaign offers; only where all profiles of a group are so."""
    profiles = {each.id: each for each in campaign.state.of(Kind.PROFILE)}
    rows = {each.id: members(each.fields, "profiles") for each in campaign.state.of(Kind.TARGET)}
    for group in sorted(campaign.groups):
        row = EVERYONE if group == EVERYONE_WORD else group
        named = rows.get(row, frozenset()) | rows.get(EVERYONE, frozenset())
        found = [profiles[each] for each in sorted(named) if each in profiles]
        if found and len(found) == len(named) and not any(_may_be_offered(each.fields) for each in found):
            yield _only_others(review, group, found)


def _may_be_offered(profile: Fields) -> bool:
    is_list = profile["keyRestrictions.behavior"] == "allow"
    return not is_list or bool(NUDGED & {each.lower() for each in members(profile, "keyRestrictions.authenticators")})


def _only_others(review: Review, group: str, profiles: list[Held]) -> Finding:
    change = review.change_of(Kind.PROFILE, profiles[0].id)
    names = together(f"`{each.name}`" for each in profiles)
    return verdict(
        review,
        "REG604",
        Severity.WARNING,
        f"the campaign asks {_name(review, group)}, and {names} admits no passkey that it offers",
        about=change,
        path="keyRestrictions.authenticators",
        address="" if change is not None else "passkeys",
        is_touched=_is_touched(review),
        hint="list Microsoft Authenticator, Windows Hello, Apple or Google, or take the group out of the campaign",
        value=names,
        affected="" if people_of(review) is not None else "unknown, because people were not read",
    )


def _in_front(review: Review, campaign: Campaign) -> Iterator[Finding]:
    for policy in campaign.state.of(Kind.POLICY):
        if policy.fields["state"] != "enabled" or not is_about_registering(policy.fields):
            continue
        reasons = [words for path, words in conditions_of(policy.fields) if path in SILENCING]
        reasons += ["a block"] if blocks(policy.fields) else []
        if reasons and _meets(policy.fields, campaign):
            words = (
                f"`{policy.name}` stands in front of registering with {together(reasons)}: the campaign stays silent"
            )
            yield _silent(review, campaign, words, hint="keep such conditions off policies for registering")


SILENCING = frozenset({"conditions.locations", "grant.termsOfUse", "grant.customControls"})


def _meets(policy: Fields, campaign: Campaign) -> bool:
    is_for_all = policy["users.include"] == "all" or EVERYONE_WORD in campaign.groups
    return is_for_all or bool(members(policy, "users.include.groups") & campaign.groups)


def _silent(review: Review, campaign: Campaign, words: str, *, hint: str = "", affected: str = "") -> Finding:
    return verdict(
        review,
        "REG604",
        Severity.WARNING,
        words,
        about=campaign.change,
        path="include",
        address="" if campaign.change is not None else "registrationCampaign",
        is_touched=_is_touched(review),
        hint=hint or "give them a profile, or take them out of the campaign",
        value=words,
        affected=affected,
    )


def _is_touched(review: Review) -> bool:
    return any(
        each.address.kind in (Kind.CAMPAIGN, Kind.TARGET, Kind.EXCLUDE, Kind.PROFILE, Kind.PASSKEYS, Kind.POLICY)
        for each in review.active
    )
