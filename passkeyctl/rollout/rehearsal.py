"""Whether what a policy did in report-only says what it would do in force, once a stage has changed it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import POLICY_FIELDS
from passkeyctl.model.fields import Fields
from passkeyctl.model.strengths import STRENGTH_FIELDS
from passkeyctl.rollout.evidence import Entering

_WITHOUT_EFFECT = frozenset({"name", "description", "state"})
_INCLUDED = "users.include"
_PLACES = ("conditions.locations.include", "conditions.locations.exclude")
_EXEMPT = frozenset(each.path for each in POLICY_FIELDS if each.is_exclusion)


def rehearsal_doubt(policy: Held, entering: Entering) -> str:
    """Why the results are about something else than what is put in force; "" where they hold.

    People who are left out, and more that is accepted, stop nobody who was not stopped before.
    """
    planned = entering.after.by_id(Kind.POLICY, policy.id)
    if planned is None:
        return ""
    other = [*_other_keys(policy.fields, planned.fields), *_other_objects(planned.fields, entering)]
    if not other:
        return ""
    keys = ", ".join(f"`{each}`" for each in other)
    return f"what was seen is about the policy as it is, and this plan changes {keys} as well"


def _other_keys(before: Fields, after: Fields) -> Iterator[str]:
    for path in before:
        if path not in _WITHOUT_EFFECT and before[path] != after.get(path) and not _spares(path, before, after):
            yield path


def _spares(path: str, before: Fields, after: Fields) -> bool:
    """Whether nobody comes under the policy by this change who was not under it."""
    if path.startswith(_INCLUDED) and before[_INCLUDED] == "all":
        return True
    one, other = before[path], after.get(path)
    if not isinstance(one, frozenset) or not isinstance(other, frozenset):
        return False
    if path in _EXEMPT:
        return one <= other
    return path.startswith(f"{_INCLUDED}.") and other <= one


def _other_objects(policy: Fields, entering: Entering) -> Iterator[str]:
    """What the policy demands, and where, stands in objects of their own."""
    strength = policy["grant.authenticationStrength"]
    if isinstance(strength, str):
        paths = [each.path for each in STRENGTH_FIELDS]
        yield from _changed(Kind.STRENGTH, strength, entering.before, entering.after, paths)
    for path in _PLACES:
        places = policy[path]
        for each in sorted(map(str, places)) if isinstance(places, frozenset) else ():
            yield from _changed(Kind.LOCATION, each, entering.before, entering.after)


def _changed(
    kind: Kind, id: str, before: TenantState, after: TenantState, paths: list[str] | None = None
) -> Iterator[str]:
    one, other = before.by_id(kind, id), after.by_id(kind, id)
    if one is None or other is None:
        return
    for path in paths or one.fields:
        if path not in _WITHOUT_EFFECT and one.fields.get(path) != other.fields.get(path):
            yield f"{path} of {one.name}"
