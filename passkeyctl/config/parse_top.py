"""The sections about the run itself: `tenant`, `manage`, `groups`, `emergencyAccess`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.merging import Merged
from passkeyctl.config.references import reference
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import EmergencyAccess, Managed, Ownership, Requires, Tenant
from passkeyctl.model.reference import Reference, RefKind

SINGLE = ("temporaryAccessPass", "registrationCampaign")
SECTIONS = (
    "passkeys",
    *SINGLE,
    "authenticationStrengths",
    "namedLocations",
    "authenticationContexts",
    "conditionalAccess",
)


def tenant(spots: Iterable[Spot], found: list[Diagnostic]) -> Tenant | None:
    """The one tenant of the run; two that differ are a fault."""
    first: Tenant | None = None
    for spot in spots:
        each = _tenant(spot)
        first = first or each
        if each != first:
            summary = f"another tenant than at {first.source}: a run is for one tenant"
            found.append(fault(summary, spot.source, "plan each tenant's files by themselves"))
    return first


def _tenant(spot: Spot) -> Tenant:
    keys = spot.keys
    id, domain = keys.text("id"), keys.text("domain")
    name = keys.text("name") or domain or id or ""
    return Tenant(id.lower() if id else None, domain, name, keys.text("cloud"), spot.source)


def manage(merged: Merged, found: list[Diagnostic]) -> dict[str, Managed]:
    """Who owns what; a section that is described and not managed is a fault where `manage` stands at all."""
    stated = merged.of("manage")
    managed = {section: _managed(section, spot, found) for section, spot in stated.items()}
    for section in SECTIONS:
        described = merged.sections.get(section)
        if described is None or section in stated:
            continue
        managed[section] = Managed(Ownership.LISTED)
        block = merged.sections.get("manage")
        if block is not None and not block.keys.has(section):
            hint = f"add `{section}: {'true' if section in SINGLE else 'listed'}` under `manage`"
            found.append(fault(f"`{section}` is described but not managed", described.source, hint))
    if "passkeys" in stated and managed["passkeys"].ownership is Ownership.ALL:
        _check_whole_lists(merged, stated["passkeys"], found)
    return managed


def _managed(section: str, spot: Spot, found: list[Diagnostic]) -> Managed:
    if isinstance(spot.value, bool):
        if not spot.value:
            hint = "write `true`, or take it out, and the section with it"
            found.append(fault(f"`manage.{section}: false` says nothing", spot.source, hint))
        return Managed(Ownership.LISTED, source=spot.source)
    if isinstance(spot.value, Keys):
        return Managed(Ownership.PREFIX, spot.value.text("prefix") or "", spot.source)
    return Managed(Ownership(spot.text), source=spot.source)


def _check_whole_lists(merged: Merged, stated: Spot, found: list[Diagnostic]) -> None:
    section = merged.sections.get("passkeys")
    for name in ("targets", "exclude"):
        if name not in merged.written:
            source = (section or stated).source
            hint = f"list them, or write `{name}: []` for nobody"
            found.append(fault(f"`manage.passkeys: all` needs `passkeys.{name}`", source, hint))


def groups(spots: Mapping[str, Spot], found: list[Diagnostic]) -> dict[str, Reference]:
    """The aliases, each with the name or id (or both) that it stands for."""
    return {alias: _group(alias, spot, found) for alias, spot in spots.items()}


def _group(alias: str, spot: Spot, found: list[Diagnostic]) -> Reference:
    keys = spot.keys
    name, id = keys.get("name"), keys.text("id")
    plain = reference(RefKind.GROUP, name, found, {}) if name is not None else None
    if plain is not None and plain.id is not None and name is not None:
        found.append(fault(f"`{name.text}` is an id", name.place, "write it under `id`"))
    return Reference(RefKind.GROUP, alias, plain.name if plain else None, id.lower() if id else None, spot.source)


def requires(spot: Spot | None) -> Requires | None:
    """What the tenant must meet."""
    if spot is None:
        return None
    defaults = spot.keys.get("securityDefaults")
    return Requires(
        tuple((each.text, each.place) for each in spot.keys.members("licences")),
        (defaults.text == "enabled", defaults.source) if defaults is not None else None,
    )


def emergency(spot: Spot | None, context: Context) -> EmergencyAccess | None:
    """The emergency access accounts, as far as the files name them."""
    if spot is None:
        return None
    keys = spot.keys
    group = keys.get("group")
    rules = keys.get("require")
    minimum = rules.keys.get("minimumAccounts") if rules else None
    excluded = rules.keys.get("excludedFromEveryPolicy") if rules else None
    tested = rules.keys.text("lastTestedWithin") if rules else None
    if excluded is not None and not excluded.flag:
        hint = "take it out: no policy may reach these accounts (EMG502)"
        context.found.append(fault("`excludedFromEveryPolicy` can't be switched off", excluded.source, hint))
    return EmergencyAccess(
        reference(RefKind.GROUP, group, context.found, context.groups) if group is not None else None,
        tuple(reference(RefKind.USER, each, context.found, {}) for each in keys.members("accounts")),
        minimum.number if minimum else 2,
        spot.source,
        rules.keys.text("registeredMethod") if rules else None,
        int(tested[:-1]) if tested is not None else None,
    )
