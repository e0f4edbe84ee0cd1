"""The policies of which a review knows enough to say what they demand, of whom and when."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from passkeyctl.checks.review import Review
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.reference import Reference, RefKind

DECISIVE = ("users", "target", "conditions", "grant")
NEEDED = ("users.include", "target", "grant")
EVALUATED = ("enabled", "reportOnly")


def judged_policies(review: Review, states: tuple[str, ...] = EVALUATED) -> Iterator[Held]:
    """Policies in one of these states afterwards; of files alone those that say whom, what and how."""
    is_described = _described(review)
    for policy in review.after.of(Kind.POLICY):
        if policy.fields["state"] in states and is_described(policy):
            yield policy


def _described(review: Review) -> Callable[[Held], bool]:
    """Of files alone, what is not written is what a new policy has, unless the entry leaves it to somebody else."""
    if not review.is_of_files_alone:
        return lambda _: True
    left_to_others = {
        each.address
        for each in review.configuration.entries
        if any(path.split(".")[0] in DECISIVE for path in each.unmanaged)
    }

    def is_described(policy: Held) -> bool:
        change = review.change_of(Kind.POLICY, policy.id)
        return change is not None and change.address not in left_to_others and _says_enough(change)

    return is_described


def _says_enough(change: ResourceChange) -> bool:
    written = {each.path for each in change.changes}
    return all(any(path == start or path.startswith(start + ".") for path in written) for start in NEEDED)


def known_strengths(review: Review) -> dict[str, Fields]:
    """By id; of files alone those that say what they take."""
    return {
        each.id: each.fields
        for each in review.after.of(Kind.STRENGTH)
        if review.prior.by_id(Kind.STRENGTH, each.id) is not None
        or review.is_known(review.change_of(Kind.STRENGTH, each.id), "allowedCombinations")
    }


def emergency_ids(review: Review) -> frozenset[str]:
    """Ids of the emergency group and of the accounts; of files alone, the names that stand for them."""
    if review.emergency is not None:
        accounts = (each.id for each in review.emergency.accounts)
        return frozenset(each for each in (review.emergency.group_id, *accounts) if each is not None)
    described = review.configuration.emergency
    if described is None:
        return frozenset()
    references = (described.group, *described.accounts)
    return frozenset(_assumed_id(each) for each in references if each is not None)


def _assumed_id(reference: Reference) -> str:
    name = unicodedata.normalize("NFC", reference.name or reference.written)
    return reference.id or (name.casefold() if reference.kind is RefKind.USER else name)


def names_of(review: Review) -> Mapping[str, str]:
    """Names of groups, roles and people by id."""
    kinds = (RefKind.GROUP, RefKind.ROLE, RefKind.USER)
    return {id: name for (kind, id), name in review.directory.names.items() if kind in kinds}


def is_active(change: ResourceChange | None) -> bool:
    return change is not None and change.action is not Action.NO_OP


def touches(review: Review, policies: Iterable[Held]) -> bool:
    """Whether this plan changes one of these policies, or a strength that they demand."""
    for policy in policies:
        strength = policy.fields["grant.authenticationStrength"]
        if is_active(review.change_of(Kind.POLICY, policy.id)):
            return True
        if isinstance(strength, str) and is_active(review.change_of(Kind.STRENGTH, strength)):
            return True
    return False


def touches_passkeys(review: Review) -> bool:
    kinds = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
    return any(each.address.kind in kinds for each in review.active)


def about(review: Review, policies: Iterable[Held]) -> ResourceChange | None:
    """Where to point: to a policy that changes, else to one that the files list."""
    changes = [each for each in (review.change_of(Kind.POLICY, policy.id) for policy in policies) if each is not None]
    return next((each for each in changes if is_active(each)), changes[0] if changes else None)
