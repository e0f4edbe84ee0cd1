"""Conditional Access policies as entries."""

from __future__ import annotations

from passkeyctl.checks.operation.identities import MANAGED_PREFIX
from passkeyctl.export.entries import UNSAID_ON_PURPOSE, Draft, Writing
from passkeyctl.export.nodes import Pair, Scalar
from passkeyctl.export.wording import shown
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import POLICY_FIELDS, TARGET_KINDS, grant_requirements
from passkeyctl.model.fields import Field
from passkeyctl.model.state import LiveObject

ORDER = ("state", "users", "workloadIdentities", "target", "conditions", "grant", "session")
WORKLOADS, INCLUDE = "workloadIdentities", "users.include"
LEFT_TO_MICROSOFT = (INCLUDE, "target", "conditions", "grant", "session")


def policy(local: str, live: LiveObject, writing: Writing) -> Pair:
    draft = writing.draft(live, always=frozenset({"state"}))
    _select(draft)
    _one_audience(draft)
    _one_target(draft)
    _grant(draft)
    _state(draft)
    notes = _origin(live)
    if is_managed(live):
        _leave_to_microsoft(draft)
    return writing.entry(local, draft, *notes)


def is_managed(live: LiveObject) -> bool:
    """Probably by Microsoft: v1.0 has no flag for it."""
    return live.kind is Kind.POLICY and live.name.startswith(MANAGED_PREFIX)


def _origin(live: LiveObject) -> tuple[str, ...]:
    template = live.original.get("templateId")
    is_from_template = isinstance(template, str) and bool(template)
    if is_managed(live):
        hints = "its name" + (" and its template" if is_from_template else "")
        return (f"probably managed by Microsoft, going by {hints}: only its state and its exclusions are yours",)
    if is_from_template:
        return (f"made from Microsoft's template {template}",)
    return ()


def _select(draft: Draft) -> None:
    """`include:` is a word or lists; both at once have no place in the language."""
    fields = draft.live.fields
    if fields[INCLUDE] == "selected":
        draft.said.pop(INCLUDE, None)
    elif any(fields[each.path] != each.default for each in _under(INCLUDE)):
        draft.leave(INCLUDE)


def _under(prefix: str) -> list[Field]:
    return [each for each in POLICY_FIELDS if each.is_under(prefix) and each.path != prefix]


def _has(draft: Draft, prefix: str) -> bool:
    return any(each == prefix or each.startswith(prefix + ".") for each in (*draft.said, *draft.unsaid))


def _one_audience(draft: Draft) -> None:
    if _has(draft, "users") and _has(draft, WORKLOADS):
        draft.leave(WORKLOADS)


def _one_target(draft: Draft) -> None:
    kinds = [kind for kind in TARGET_KINDS if _has(draft, kind)]
    said = [kind for kind in kinds if any(each == kind or each.startswith(kind + ".") for each in draft.said)]
    for kind in kinds:
        if kind != (said or kinds)[0]:
            draft.leave(kind)


def _grant(draft: Draft) -> None:
    fields = draft.live.fields
    controls = fields["grant.controls"]
    is_both = isinstance(controls, frozenset) and "mfa" in controls and fields["grant.authenticationStrength"]
    if is_both:
        draft.leave("grant.authenticationStrength", f"{shown(fields['grant.authenticationStrength'])}, beside `mfa`")
    draft.said.pop("grant.require", None)
    if grant_requirements(fields) >= 2:
        draft.said = {"grant.require": Scalar(str(fields["grant.require"])), **draft.said}


def _state(draft: Draft) -> None:
    """A target of user actions is refused beside a state that is not said."""
    if "state" in draft.unsaid and "target.userActions" in draft.said:
        draft.leave("target.userActions")
    draft.said = {path: draft.said[path] for path in sorted(draft.said, key=_place)}


PLACES = {field.path: number for number, field in enumerate(POLICY_FIELDS)}


def _place(path: str) -> tuple[int, int]:
    return (ORDER.index(path.split(".")[0]), PLACES[path])


def _leave_to_microsoft(draft: Draft) -> None:
    for path in LEFT_TO_MICROSOFT:
        draft.leave(path, UNSAID_ON_PURPOSE)
    if _has(draft, WORKLOADS):
        draft.leave(WORKLOADS, UNSAID_ON_PURPOSE)
