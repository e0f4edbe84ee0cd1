"""Where a plan goes, what it leaves alone, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.finding import Weight
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan, open_findings
from passkeyctl.render.findings.suppressed_words import suppressed_words
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import Names, quoted

SANDBOX = "sandbox"
SNAPSHOT, IMPORT = "snapshot of ", "import"
NAMED = (Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
SINGLE = (Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN)
PACED = (Family.POLICIES, Family.LOCATIONS)


def banner_lines(plan: Plan) -> tuple[Line, ...]:
    where = plan.destination
    named = [Span(where.tenant_name, Role.HEADING), Span(f" ({where.tenant_id})", Role.MUTED)]
    tenant = [Span("tenant    ", Role.MUTED), *(named if where.tenant_name else [Span(where.tenant_id or "not known")])]
    endpoint = [Span("endpoint  ", Role.MUTED)]
    if where.endpoint == SANDBOX:
        endpoint += [Span(SANDBOX, Role.NOTICE), Span(": a rehearsal on this machine, no real tenant")]
    elif where.endpoint.startswith((SNAPSHOT, IMPORT)):
        endpoint += [Span(where.endpoint, Role.NOTICE), Span(": read from a file, no tenant was asked")]
    else:
        endpoint.append(Span(where.endpoint, Role.HEADING))
    return (
        *hung(tenant, first=0, rest=10),
        *hung(endpoint, first=0, rest=10),
    )


def unlisted_lines(plan: Plan, names: Names) -> tuple[Line, ...]:
    """What the tenant holds beyond the files: counted, and named where it decides who may use which passkey."""
    found = [shown for kind in Kind for shown in _unlisted(kind, plan, names)]
    unread = plan.prior.unread_policies
    if unread:
        listed = ", ".join(f"{quoted(name)} ({id})" for id, name in unread)
        found += line(
            f"conditionalAccess, unread, in the beta list only ({len(unread)}): {listed}", Role.MUTED, indent=2
        )
    return (EMPTY, *line("In no file, left alone", Role.MUTED), *found) if found else ()


def _unlisted(kind: Kind, plan: Plan, names: Names) -> tuple[Line, ...]:
    live = [each for each in plan.unlisted if each.kind is kind and not _is_furniture(each)]
    if not live:
        return ()
    listed = ": " + ", ".join(sorted(quoted(names.of_live(each)) for each in live)) if kind in NAMED else ""
    count = f" ({len(live)})" if listed else f": {len(live)}"
    return line(f"{kind.value}{count}{listed}", Role.MUTED, indent=2)


def _is_furniture(live: LiveObject) -> bool:
    """In every tenant: built-in strengths and what there is one of. A built-in profile decides what people can do."""
    return (live.is_built_in and live.kind is Kind.STRENGTH) or live.kind in SINGLE


def summary_lines(plan: Plan, overrides: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(_summary(plan, overrides))


def _summary(plan: Plan, overrides: Mapping[str, str]) -> Iterator[Line]:
    if plan.has_changes:
        counts = ((Action.CREATE, "to create"), (Action.UPDATE, "to update"), (Action.DELETE, "to delete"))
        words = ", ".join(f"{plan.count(action)} {word}" for action, word in counts if plan.count(action))
        yield from line(f"Plan: {words}.", Role.HEADING)
        yield from line(_requests(plan), Role.MUTED)
        if plan.impact is None:
            yield from line("who is affected was not computed: add --impact", Role.MUTED)
        yield from _verdict(plan, overrides)
    else:
        what = "snapshot" if plan.destination.endpoint.startswith(SNAPSHOT) else "tenant"
        what = "import" if plan.destination.endpoint.startswith(IMPORT) else what
        done = f"Nothing is left to take back of {plan.undoes}" if plan.undoes else f"The {what} matches the files"
        if plan.ladder is not None and plan.ladder.is_held:
            done += ", as far as gates are open"
        yield from line(f"No changes. {done}.", Role.HEADING)
    if plan.suppressed:
        yield from line(f"findings that don't count: {suppressed_words(plan.suppressed)}", Role.MUTED)
    if not plan.reads_beta and not plan.destination.endpoint.startswith(IMPORT):
        yield from line("the list of all policies could not be compared with beta", Role.MUTED)


def _requests(plan: Plan) -> str:
    count, seconds = len(plan.operations), least_seconds(plan)
    words = f"{count} request{'' if count == 1 else 's'}"
    if not seconds:
        return words
    unit = "second" if seconds == 1 else "seconds"
    return f"{words}, at least {seconds} {unit}: one Conditional Access request a second"


def least_seconds(plan: Plan) -> int:
    """One Conditional Access request a second (docs/graph-facts.md, T-02)."""
    return sum(each.family in PACED for each in plan.operations)


def _verdict(plan: Plan, overrides: Mapping[str, str]) -> Iterator[Line]:
    left = open_findings(plan, overrides)
    blocks = sum(each.weight is Weight.BLOCKS for each in left)
    asks = len(left) - blocks
    if blocks:
        yield from line(f"Refused: {blocks} {'finding blocks' if blocks == 1 else 'findings block'} it.", Role.ERROR)
    elif asks:
        yield from line(
            f"Before it is applied, {asks} {'thing is' if asks == 1 else 'things are'} asked.", Role.WARNING
        )
