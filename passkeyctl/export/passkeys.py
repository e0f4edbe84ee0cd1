"""The passkey policy: settings, profiles, the groups it targets and excludes."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.export.entries import Draft, Writing, beyond, left_out, nested, unmanaged
from passkeyctl.export.nodes import Listed, Mapped, Node, Pair, Scalar
from passkeyctl.export.wording import flag
from passkeyctl.export.yaml_text import scalar
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE, OPT_IN, PASSKEY_TYPES
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject

NEEDED = frozenset({"passkeyTypes", "enforceAttestation"})
RESTRICTIONS = "keyRestrictions"


def passkeys(writing: Writing) -> Pair:
    """The whole section."""
    state = writing.state
    settings = next(iter(state.of(Kind.PASSKEYS)))
    draft = writing.draft(settings, always=frozenset({"state"}))
    draft.forget(OPT_IN)
    if writing.options.as_profiles and not state.has_profiles:
        draft.said[OPT_IN] = Scalar("true")
    pairs = [*nested(draft.said)]
    profiles = sorted(state.of(Kind.PROFILE), key=lambda each: (not each.is_built_in, each.name, each.id))
    if profiles:
        pairs.append(Pair("profiles", Mapped(tuple(profile(each, writing) for each in profiles), is_open=True)))
    pairs += [_rows(writing), _excluded(writing), *unmanaged(draft)]
    above = (*_on_opting_in(writing), *left_out(draft), *beyond(settings))
    return Pair("passkeys", Mapped(tuple(pairs), is_open=True), above)


def _on_opting_in(writing: Writing) -> tuple[str, ...]:
    if writing.state.has_profiles:
        return ()
    return OPTS_IN if writing.options.as_profiles else NOT_OPTED_IN


NOT_OPTED_IN = (
    "This tenant has one setting for all passkeys and no profiles yet. `default` is what opting in would make of it;",
    "the first change of it, or of a row, opts the tenant in, for good. A plan says so and asks.",
)
OPTS_IN = (
    "This tenant has one setting for all passkeys and no profiles yet. `optIn` moves it to profiles, for good;",
    "`default` is what Microsoft's own rule makes of the one setting, and every row keeps it.",
)


def profile(live: LiveObject, writing: Writing) -> Pair:
    draft = writing.draft(live, always=NEEDED)
    _restrictions(draft)
    _attestation(draft)
    if not live.fields["passkeyTypes"]:
        draft.leave("passkeyTypes", "no type at all")
    local = writing.wording.referring.local_ids[Kind.PROFILE][live.id]
    return writing.entry(local, draft)


def _restrictions(draft: Draft) -> None:
    """`none`, or both keys: a list without a behaviour says nothing."""
    behavior, listed = (draft.live.fields[f"{RESTRICTIONS}.{key}"] for key in ("behavior", "authenticators"))
    if behavior == "none":
        draft.said[RESTRICTIONS] = Scalar("none")
    elif behavior not in ("allow", "block") or not _says(draft, listed) or (behavior == "allow" and not listed):
        draft.leave(RESTRICTIONS)
    elif not listed:
        draft.said[f"{RESTRICTIONS}.authenticators"] = Listed(())


def _says(draft: Draft, listed: object) -> bool:
    return not listed or f"{RESTRICTIONS}.authenticators" in draft.said


def _attestation(draft: Draft) -> None:
    """Attested synced passkeys are refused in a file; a tenant that holds this keeps it."""
    fields = draft.live.fields
    if fields["enforceAttestation"] is True and fields["passkeyTypes"] == frozenset({PASSKEY_TYPES[1]}):
        draft.leave("enforceAttestation", "true, though synced passkeys can't be attested")


def _rows(writing: Writing) -> Pair:
    excluded = {each.id for each in writing.state.of(Kind.EXCLUDE)}
    said, unsaid = [], []
    for each in writing.state.of(Kind.TARGET):
        node = None if each.id in excluded else row(each, writing)
        if node is None:
            unsaid.append(_unsaid_row(each, writing, is_excluded=each.id in excluded))
        else:
            said.append((each.id != EVERYONE, node.comment, str(node), node))
    rows = tuple(node for *_, node in sorted(said, key=lambda each: each[:3]))
    above = (*sorted(unsaid), *(line for each in writing.state.of(Kind.TARGET) for line in beyond(each)))
    return Pair("targets", _opened(rows), above)


def _opened(rows: tuple[Mapped, ...]) -> Listed:
    """Each row on a line of its own, also where there is one."""
    return Listed(tuple(rows), is_open=True)


def row(live: LiveObject, writing: Writing) -> Mapped | None:
    """One row of the targets; None where a file can't name its group or its profiles."""
    referring = writing.wording.referring
    listed = live.fields["profiles"]
    assert isinstance(listed, frozenset)
    profiles = referring.members(RefKind.PROFILE, (str(each) for each in listed))
    if profiles is None or not profiles.members:
        return None
    third = Pair("profiles", Listed(tuple(_default_first(profiles))))
    if live.id == EVERYONE:
        return Mapped((Pair("everyone", flag(True) or Scalar("true")), third))
    group = referring.member(RefKind.GROUP, live.id)
    return Mapped((Pair("group", Scalar(group.text)), third), group.comment) if group is not None else None


def _default_first(profiles: Listed) -> Iterator[Node]:
    yield from (each for each in profiles.members if each == Scalar("default"))
    yield from (each for each in profiles.members if each != Scalar("default"))


def _unsaid_row(live: LiveObject, writing: Writing, *, is_excluded: bool) -> str:
    name = writing.wording.referring.names.directory.name_of(RefKind.GROUP, live.id)
    who = f"{live.id} ({name})" if name else live.id
    why = "it is excluded below, which counts for more" if is_excluded else "it has no profile that a file can name"
    return f"not managed by this file: the row of {who}: {why}"


def _excluded(writing: Writing) -> Pair:
    ids = [each.id for each in writing.state.of(Kind.EXCLUDE)]
    referring = writing.wording.referring
    nodes = [each for id in sorted(ids) if (each := referring.member(RefKind.GROUP, id, by_id=True)) is not None]
    unsaid = [id for id in sorted(ids) if referring.member(RefKind.GROUP, id, by_id=True) is None]
    above = tuple(f"not managed by this file: the exclude of {scalar(id)}" for id in unsaid)
    return Pair("exclude", Listed(tuple(nodes)), above)
