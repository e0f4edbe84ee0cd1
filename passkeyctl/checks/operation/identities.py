"""Whether an entry means the object that it seems to mean (OPS907, CAP401)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.checks.review import Review, address_of, written_lists
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, SourceRange, error, warning
from passkeyctl.identity import NAMED_KINDS, WORDS, folded
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of, ids_of
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject

LABELS = frozenset({"name", "state", "description"})
MANAGED_PREFIX = "Microsoft-managed:"
"""A hint, not a proof: v1.0 has no flag for policies that Microsoft manages."""


def looks_renamed(review: Review) -> Iterator[Finding]:
    """OPS907: something would be created that seems to be there under another name."""
    for change in review.active:
        if change.action is not Action.CREATE or change.address.kind not in NAMED_KINDS:
            continue
        twins = [each for each in (*review.unlisted, *_pruned(review)) if _is_twin(change, each)]
        if twins:
            yield _renamed(change, twins)


def _pruned(review: Review) -> Iterator[LiveObject]:
    """What no file lists and what would be deleted for it."""
    for change in review.active:
        if change.address.is_unlisted and change.live is not None:
            yield change.live


def _is_twin(change: ResourceChange, live: LiveObject) -> bool:
    if live.kind is not change.address.kind or live.is_built_in or change.planned is None:
        return False
    return folded(live.name) == folded(change.name) or _content(live.fields) == _content(change.planned)


def _content(fields: Fields) -> Fields:
    return {path: value for path, value in fields.items() if path not in LABELS}


def _renamed(change: ResourceChange, twins: list[LiveObject]) -> Finding:
    word = WORDS[change.address.kind]
    diagnostic = error(
        "OPS907",
        f"looks renamed: {'an' if word.startswith('a') else 'a'} {word} like `{change.name}` is there already",
        address=str(change.address),
        source=change.source,
        detail=sorted(f"`{each.name}` is `{each.id}`" for each in twins),
        hint=f'add `formerly: ["{twins[0].name}"]` or `id: {twins[0].id}`; '
        'if it is meant as a second one: `--override OPS907="reason"`',
    )
    return Finding(diagnostic, Weight.BLOCKS, can_override=True)


def another_policy(review: Review) -> Iterator[Finding]:
    """OPS907: found by name, but users, target and grant all differ."""
    for change in review.active_of(Kind.POLICY):
        if change.action is not Action.UPDATE or change.changed("name") is not None or _has_id(review, change):
            continue
        differing = {each.path.split(".")[0] for each in change.changes}
        if {"users", "target", "grant"} <= differing:
            diagnostic = error(
                "OPS907",
                f"same name, another policy? `{change.name}` differs in users, target and grant",
                address=str(change.address),
                source=change.source,
                detail=(f"it is `{change.id}`",),
                hint='rename the entry, or `--override OPS907="reason"`',
            )
            yield Finding(diagnostic, Weight.BLOCKS, can_override=True)


def _has_id(review: Review, change: ResourceChange) -> bool:
    return any(each.address == change.address and each.id is not None for each in review.configuration.entries)


def untouchable(review: Review) -> Iterator[Finding]:
    """OPS907: what the tenant can't change or delete."""
    for change in review.active:
        live = change.live
        if live is None:
            continue
        if live.kind is Kind.STRENGTH and live.is_built_in:
            yield _refused(change, f"`{live.name}` is built in and can't be changed or deleted")
        elif live.kind is Kind.PROFILE and live.is_built_in and change.action is Action.DELETE:
            yield _refused(change, "the default passkey profile can't be deleted")
        elif live.kind is Kind.POLICY and live.name.startswith(MANAGED_PREFIX) and change.action is Action.DELETE:
            yield _refused(change, f"`{live.name}` is probably managed by Microsoft and can't be deleted")
        elif live.kind is Kind.POLICY and live.name.startswith(MANAGED_PREFIX) and not _is_a_tenants_own(change):
            summary = f"`{live.name}` is probably managed by Microsoft: only its state and excludes can be changed"
            yield _refused(change, summary, can_override=True)


def _is_a_tenants_own(change: ResourceChange) -> bool:
    """What Microsoft lets a tenant change
    (https://learn.microsoft.com/entra/identity/conditional-access/managed-policies)."""
    return all(each.path == "state" or each.path.startswith("users.exclude.") for each in change.changes)


def _refused(change: ResourceChange, summary: str, *, can_override: bool = False) -> Finding:
    diagnostic = error(
        "OPS907",
        summary,
        address=str(change.address),
        source=change.source,
        hint="take the entry, or what it changes, out of the files",
    )
    return Finding(diagnostic, Weight.BLOCKS, can_override=can_override)


def dangling_ids(review: Review) -> Iterator[Finding]:
    """CAP401: an id that a plan adds, or that stands in a list which it rewrites, must be an object of the tenant."""
    for change in review.active:
        if change.planned is None:
            continue
        yield from _dangling_group(review, change)
        for each in written_lists(change):
            yield from _dangling(review, change, each)


OWN = (RefKind.STRENGTH, RefKind.PROFILE)
"""Checked while resolving, against what the tenant and the files hold."""

MAYBE_DESCRIBED = {RefKind.LOCATION: Kind.LOCATION, RefKind.CONTEXT: Kind.CONTEXT}
"""What a file may describe or just mention: found among what was read, or looked up by name or id."""


def _dangling(review: Review, change: ResourceChange, field: FieldChange) -> Iterator[Finding]:
    definition = field_of(change.address.kind, field.path)
    kind = definition.refers_to
    if kind is None or kind in OWN or not isinstance(field.planned, frozenset):
        return
    ids = sorted(str(each) for each in field.planned if each not in definition.words)
    missing = [each for each in ids if not _is_known(review, kind, each)]
    if missing:
        yield _not_there(change, f"`{field.path}` names a {kind}", missing, field.source)


def _is_known(review: Review, kind: RefKind, id: str) -> bool:
    """Whether the tenant has it, or will have it by then."""
    own = MAYBE_DESCRIBED.get(kind)
    if review.directory.name_of(kind, id) is not None:
        return True
    planned = (each.id for each in review.changes if each.address.kind is own and each.planned is not None)
    return own is not None and (review.prior.by_id(own, id) is not None or id in planned)


def _dangling_group(review: Review, change: ResourceChange) -> Iterator[Finding]:
    is_row = change.address.kind in (Kind.TARGET, Kind.EXCLUDE)
    if is_row and change.id != EVERYONE and review.directory.name_of(RefKind.GROUP, change.id) is None:
        yield _not_there(change, "it names a group", [change.id], change.source)


def _not_there(change: ResourceChange, what: str, ids: list[str], source: SourceRange | None) -> Finding:
    diagnostic = error(
        "CAP401",
        f"{what} that is not in the tenant, or could not be read",
        address=str(change.address),
        source=source or change.source,
        detail=[f"`{each}`" for each in ids],
        hint="take it out of the list, or correct the id",
    )
    return Finding(diagnostic, Weight.BLOCKS)


def dangling_already(review: Review) -> Iterator[Finding]:
    """CAP401: an id of something deleted stands in a list that this plan leaves as it is."""
    for live in review.prior.objects:
        if live.kind not in (Kind.POLICY, Kind.TARGET, Kind.EXCLUDE):
            continue
        change = review.change_of(live.kind, live.id)
        if change is not None and change.action is Action.DELETE:
            continue
        gone = sorted({id for _, id in _left_as_it_is(live, change)} & {id for _, id in review.directory.gone})
        plural = "" if len(gone) == 1 else "s"
        if gone:
            yield verdict(
                review,
                "CAP401",
                Severity.WARNING,
                f"{_words_of(live)} names {len(gone)} object{plural} that the tenant has no more",
                about=change,
                address=address_of(change, live.kind, live.name),
                is_touched=False,
                detail=[f"`{each}`" for each in gone],
                hint="take it out of the list in the admin centre, or restore what was deleted",
                value=", ".join(gone),
            )


def _left_as_it_is(live: LiveObject, change: ResourceChange | None) -> Iterator[tuple[RefKind, str]]:
    if live.kind is not Kind.POLICY:
        yield from ((RefKind.GROUP, live.id),) if change is None or change.action is Action.NO_OP else ()
        return
    sent = {each.path for each in written_lists(change)} if change is not None else set()
    yield from ids_of(live.kind, {path: value for path, value in live.fields.items() if path not in sent})


def _words_of(live: LiveObject) -> str:
    return f"`{live.name}`" if live.kind is Kind.POLICY else "a row of the passkey policy"


def same_name_another_group(review: Review) -> Iterator[Finding]:
    """CAP401: the list holds one object under a name that now resolves to another."""
    for change in review.active:
        for each in change.changes:
            kind = field_of(change.address.kind, each.path).refers_to
            if kind is None or not isinstance(each.prior, frozenset) or not isinstance(each.planned, frozenset):
                continue
            leaving = _by_name(review, kind, each.prior - each.planned)
            for id in sorted(str(member) for member in each.planned - each.prior):
                name = review.directory.name_of(kind, id)
                if name is not None and name in leaving:
                    yield _another(change, kind, (name, id, leaving[name]), each.source)
    for rows in (Kind.TARGET, Kind.EXCLUDE):
        yield from _another_row(review, review.active_of(rows))


def _by_name(review: Review, kind: RefKind, ids: Iterable[object]) -> dict[str | None, str]:
    return {review.directory.name_of(kind, str(id)): str(id) for id in ids}


def _another_row(review: Review, rows: Iterable[ResourceChange]) -> Iterator[Finding]:
    leaving = _by_name(review, RefKind.GROUP, (each.id for each in rows if each.action is Action.DELETE))
    for change in rows:
        name = review.directory.name_of(RefKind.GROUP, change.id)
        if change.action is Action.CREATE and name is not None and name in leaving:
            yield _another(change, RefKind.GROUP, (name, change.id, leaving[name]), change.source)


def _another(change: ResourceChange, kind: RefKind, found: tuple[str, str, str], source: SourceRange | None) -> Finding:
    name, new, old = found
    diagnostic = error(
        "CAP401",
        f"same name, another {kind}: `{name}` is `{new}` now, the tenant's list holds `{old}`",
        address=str(change.address),
        source=source or change.source,
        hint="write the id of the one that is meant",
    )
    return Finding(diagnostic, Weight.BLOCKS)


def inside_the_boundary(review: Review) -> Iterator[Finding]:
    """OPS907: objects inside the managed boundary that no file lists."""
    for live in review.drifted:
        diagnostic = warning(
            "OPS907",
            f"the {WORDS[live.kind]} `{live.name}` is inside the managed boundary and in no file",
            detail=(f"it is `{live.id}`",),
            hint="list it, or delete it with `--prune`",
        )
        yield Finding(diagnostic, Weight.STANDING)
