"""What stands above the sections: the tenant, the catalogue, what is managed, and who should be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.config.scalars import quoted
from passkeyctl.config.schema import API_VERSION
from passkeyctl.export.nodes import Mapped, Node, Pair, Scalar, comment_lines, document
from passkeyctl.export.options import SECTIONS, ExportNames, ExportOptions
from passkeyctl.export.yaml_text import can_say, scalar
from passkeyctl.model.address import Kind
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState

WORLDWIDE = "global"
SWITCHES = frozenset({"temporaryAccessPass", "registrationCampaign"})
"""Sections of which there is one object: managed or not, with nothing to list."""


def head(
    options: ExportOptions,
    state: PriorState,
    names: ExportNames,
    sections: Iterable[str],
    variables: Mapping[str, Mapped],
) -> Iterator[str]:
    yield from comment_lines(_opening(options, opts_in=_opts_in(options, state)))
    yield f"apiVersion: {API_VERSION}"
    yield from _tenant(options)
    yield from document([Pair("catalogue", Scalar(quoted(options.catalogue.date)))])
    yield from _variables(variables)
    managed = tuple(Pair(each, Scalar("true" if each in SWITCHES else "listed")) for each in sections)
    if managed:
        yield ""
        yield from document([Pair("manage", Mapped(managed, is_open=True))])
    yield from _not_read(options)
    yield from _emergency(state, names)


def _opts_in(options: ExportOptions, state: PriorState) -> bool:
    is_said = options.wants("passkeys") and "passkeys" not in options.not_read and bool(state.of(Kind.PASSKEYS))
    return options.as_profiles and not state.has_profiles and is_said


def _opening(options: ExportOptions, *, opts_in: bool) -> tuple[str, ...]:
    tenant = options.tenant
    who = tenant.name or tenant.domain or tenant.id
    comes_to = "opts in to passkey profiles, and changes nothing else" if opts_in else "changes nothing"
    first = (
        f"Exported from {who} by passkeyctl: as it stands, a plan of these files {comes_to}."
        if who
        else "From another tool's files, by passkeyctl. A plan shows where your tenant differs from them."
    )
    return (
        first,
        "Whatever is taken out is left alone in the tenant; only `ensure: absent` removes something.",
    )


def _tenant(options: ExportOptions) -> Iterator[str]:
    tenant = options.tenant
    pairs: list[Pair] = []
    for key, value in (("id", tenant.id), ("domain", "" if tenant.id else tenant.domain), ("name", tenant.name)):
        if value and can_say(value):
            pairs.append(Pair(key, Scalar(scalar(value))))
    if tenant.cloud and tenant.cloud != WORLDWIDE:
        pairs.append(Pair("cloud", Scalar(tenant.cloud)))
    if tenant.id or tenant.domain:
        yield from document([Pair("tenant", Mapped(tuple(pairs)))])
    else:
        yield "# tenant: {domain: contoso.onmicrosoft.com}  # which tenant these files are for is not known"


def _variables(variables: Mapping[str, Mapped]) -> Iterator[str]:
    """With a clear list of what each stands for."""
    if not variables:
        return
    yield ""
    yield from comment_lines(
        (
            f"{_objects(len(variables))} known by an id only, or by a placeholder. Give each the name or the id that",
            "it has in your tenant; one that is `required` has to be given before a plan can be made.",
        )
    )
    ordered: tuple[Pair, ...] = tuple(Pair(scalar(name), node) for name, node in sorted(variables.items()))
    yield from document([Pair("variables", Mapped(ordered, is_open=True))])


def _objects(count: int) -> str:
    return "One object is" if count == 1 else f"{count} objects are"


def _policies(count: int, of: int) -> str:
    return "the one policy excludes" if of == 1 else f"{count} of {of} policies exclude"


def _not_read(options: ExportOptions) -> Iterator[str]:
    missing = [each for each in SECTIONS if each in options.not_read and options.wants(each)]
    if missing:
        yield ""
        yield from comment_lines(f"not read: {each} ({options.not_read[each]})" for each in missing)


def _emergency(state: PriorState, names: ExportNames) -> Iterator[str]:
    """A proposal for people to judge: the group that most policies exclude."""
    policies = state.of(Kind.POLICY)
    excluded = Counter(str(id) for each in policies for id in _excluded_groups(each.fields["users.exclude.groups"]))
    yield ""
    if not excluded:
        yield from comment_lines(NO_PROPOSAL)
        return
    id, count = min(excluded.items(), key=lambda each: (-each[1], each[0]))
    known = names.directory.name_of(RefKind.GROUP, id)
    name = known if known and known != id else names.hints.get(id, "")
    yield from comment_lines(
        (
            f"A proposal: {_policies(count, len(policies))} this group. If your emergency access accounts",
            "are in it, take the signs away, and every plan will see to it that no policy reaches them.",
        )
    )
    # The id made for a placeholder means nothing in any tenant.
    text = names.placeholders.get(id)
    group = Scalar(scalar(id), name) if text is None else Scalar("SG-EmergencyAccess", f"the source says {text}")
    node: Node = Mapped((Pair("group", group),), is_open=True)
    yield from (f"# {line}" for line in document([Pair("emergencyAccess", node)]))


def _excluded_groups(value: object) -> Iterable[object]:
    return value if isinstance(value, frozenset) else ()


NO_PROPOSAL = (
    "No policy excludes a group. Name the accounts that let you back in, and every plan will see to it that no policy",
    "reaches them:",
    "emergencyAccess:",
    "  group: SG-EmergencyAccess",
)
