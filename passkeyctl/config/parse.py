"""Walked documents -> Configuration and diagnostics; never raises for a user's fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from passkeyctl.config import parse_top
from passkeyctl.config.context import Context
from passkeyctl.config.merging import Merged, merge, tenants
from passkeyctl.config.models import Models
from passkeyctl.config.parse_assertions import ANYWHERE, PASSKEYS, assertions
from passkeyctl.config.parse_entries import is_absent
from passkeyctl.config.parse_expected_facts import expected_facts
from passkeyctl.config.parse_limits import limits
from passkeyctl.config.parse_locations import authentication_context, location
from passkeyctl.config.parse_methods import campaign, temporary_access_pass
from passkeyctl.config.parse_passkeys import profile, settings
from passkeyctl.config.parse_policies import policy
from passkeyctl.config.parse_rollout import parse_rollout
from passkeyctl.config.parse_strengths import strength
from passkeyctl.config.parse_targets import check_doubles, excludes, targets
from passkeyctl.config.parse_waivers import waivers
from passkeyctl.config.proving import locals_of
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.staging import NOTHING_STAGED, Staged
from passkeyctl.diagnostics import Diagnostic, SourceRange, warning
from passkeyctl.model.desired import Configuration, Entry, SourceText


def parse(
    documents: Sequence[Keys],
    files: Sequence[SourceText],
    found: list[Diagnostic],
    by_catalogue: str | None = None,
    *,
    staged: Staged = NOTHING_STAGED,
    known: frozenset[str] = frozenset(),
) -> Configuration:
    """What the documents say; with an error in `found` the result is good for further messages only.

    `by_catalogue` is the date of another catalogue than the files name. `known` are addresses of entries that are
    described with other stages than the documents have.
    """
    merged = merge(documents, found)
    tenant = parse_top.tenant(tenants(documents), found)
    models = Models(found, merged.sections.get("catalogue"), merged.of("authenticators"), by_catalogue)
    groups = parse_top.groups(merged.of("groups"), found)
    range_files = {each.file: each for each in files if each.is_ranges}
    context = Context(found, groups, models, parse_top.manage(merged, found), range_files)
    emergency = parse_top.emergency(merged.sections.get("emergencyAccess"), context)
    if not any(document.has("emergencyAccess") for document in documents):
        found.append(_no_emergency(tenant.source.file if tenant else files[0].file if files else ""))
    catalogue = merged.sections.get("catalogue")
    entries = tuple(_entries(merged, context))
    aliases = (f"{section}.{name}" for section in ("groups", "authenticators") for name in merged.of(section))
    policies = {*merged.of("conditionalAccess"), *locals_of(known, "conditionalAccess")}
    rollout = parse_rollout(merged.sections.get("rollout"), staged.wanted, policies, context)
    return Configuration(
        tenant,
        context.manage,
        entries,
        emergency,
        context.groups,
        catalogue.text if catalogue else None,
        models.house(),
        tuple(files),
        parse_top.requires(merged.sections.get("requires")),
        expected_facts(merged.sections.get("expect"), merged.of("groups"), found),
        waivers=waivers(merged.lists["waivers"], entries, (*aliases, *known), found),
        assertions=(
            *assertions(merged.rows["assert"], PASSKEYS, context),
            *assertions(merged.lists["effective"], ANYWHERE, context),
        ),
        named_models=models.named(),
        limits=limits(merged.sections.get("limits")),
        rollout=rollout,
        stages=staged.included,
    )


def _entries(merged: Merged, context: Context) -> Iterable[Entry]:
    yield from _passkeys(merged, context)
    yield from _one(merged.sections.get("temporaryAccessPass"), temporary_access_pass, context)
    yield from _one(merged.sections.get("registrationCampaign"), campaign, context)
    yield from _each(merged.of("authenticationStrengths"), strength, context)
    yield from _each(merged.of("namedLocations"), location, context)
    yield from _each(merged.of("authenticationContexts"), authentication_context, context)
    yield from _each(merged.of("conditionalAccess"), policy, context)


def _each(
    spots: dict[str, Spot], parse_one: Callable[[str, Spot, Context], Entry], context: Context
) -> Iterable[Entry]:
    return (parse_one(local, spot, context) for local, spot in spots.items())


def _one(spot: Spot | None, parse_one: Callable[[Spot, Context], Entry], context: Context) -> Iterable[Entry]:
    return () if spot is None else (parse_one(spot, context),)


def _passkeys(merged: Merged, context: Context) -> Iterable[Entry]:
    section = merged.sections.get("passkeys")
    if section is None:
        return
    yield settings(Spot(Keys(merged.settings), section.at, section.key), context)
    profiles = merged.of("profiles")
    yield from _each(profiles, profile, context)
    gone = {local: is_absent(spot.keys) for local, spot in profiles.items()}
    rows = targets(merged.rows["targets"], gone, context)
    excluded = excludes(merged.rows["exclude"], context)
    check_doubles(rows, excluded, context)
    yield from (*rows, *excluded)


def _no_emergency(file: str) -> Diagnostic:
    """In a folder it belongs into the file that names the tenant."""
    return warning(
        "EMG501",
        "no emergency access accounts are named",
        source=SourceRange(file) if file else None,
        hint="add `emergencyAccess:` with the group or the accounts that every policy leaves out",
    )
