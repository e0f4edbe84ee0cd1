"""What stands in the way of going on with a run: changes of others, and what may have been made and can't be seen."""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl.apply.resuming import Settled
from passkeyctl.cli.apply.approval import typed
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.errors import ExitCode, PasskeyctlError, PlanFileRejected, UsageError
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.record.resumption import Left, Undertaken
from passkeyctl.plan.record.same_end import departures, moved, undone
from passkeyctl.render.naming import OWN_KINDS, Names
from passkeyctl.render.records.three_way_lines import Titles, three_way_detail
from passkeyctl.render.value_text import Words

ANEW = "`passkeyctl apply` with the files plans anew from what is there now, and closes this run"
TITLES = Titles(before="before", now="now", wanted="as we left it")


class InDoubt(PasskeyctlError):
    """Something may have been written and can't be seen: to go on would be to guess."""

    exit_code = ExitCode.OPEN


def check_alone(
    left: Left, found: Settled, configuration: Configuration, directory: Directory, *, redact: bool = False
) -> None:
    """Nobody else has changed what the run writes."""
    if found.strange:
        listed = moved(left, found.strange, found.state, found.ids)
        words = Words(view_of(configuration, {}), _names(found, directory))
        raise PlanFileRejected(
            "somebody else has changed what the run writes; nothing was sent",
            detail=sorted({kind.value for kind, _ in found.strange})
            if redact
            else three_way_detail(listed, words, TITLES),
            hint=ANEW,
        )


def check_same_end(left: Left, plan: Plan, found: Settled) -> None:
    """What is left to do leads where the run was to lead, touches nothing else, and leaves nothing out."""
    other = departures(left, plan.operations, found.ids)
    missing = [each for each in undone(left, plan.operations, plan.prior, found.ids) if each not in other]
    if other or missing:
        raise PlanFileRejected(
            "the files of the run lead to something else now than when it began; nothing was sent",
            detail=[f"{each} would be written otherwise" for each in other]
            + [f"{each} would not be written any more" for each in missing],
            hint=f"a name in them may stand for another object, or the catalogue has changed; {ANEW}",
        )


def _names(found: Settled, directory: Directory) -> Names:
    names = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    names.update(directory.names)
    for kind, reference in OWN_KINDS:
        names.update({(reference, each.id): each.name for each in found.state.of(kind)})
    return Names(names)


def check_send_again(left: Left, addresses: Sequence[str]) -> None:
    """Only what the run may have made can be named."""
    known = {address for each in left.open if each.makes_something for address in _addresses(each)}
    strange = sorted(set(addresses) - known)
    if strange:
        raise UsageError(
            f"`--send-again {strange[0]}`: the run has not left that in doubt",
            hint=f"in doubt is {', '.join(sorted(known))}"
            if known
            else "leave it out: nothing that it made is in doubt",
        )


def check_told_apart(found: Settled) -> None:
    if not found.twins:
        return
    raise InDoubt(
        "which object the run has made can't be told: more than one of that name is there now, and none was before",
        detail=[f"{address}: {', '.join(f'`{each}`' for each in ids)}" for address, ids in found.twins],
        hint="look at them in the admin centre, delete or rename what is not wanted, then `--resume` again",
    )


def check_found(found: Settled, addresses: Sequence[str], *, asks: bool) -> None:
    """What was to be made and does not show is sent again only when a person has looked elsewhere too."""
    open_ones = [each for each in found.doubtful if not _is_named(each, addresses)]
    if asks:
        open_ones = [each for each in open_ones if not _confirmed(each)]
    if open_ones:
        raise InDoubt(
            "whether this was made can't be told: it may have been sent, and does not show; nothing was sent now",
            detail=[_words(each) for each in open_ones],
            hint="look in the admin centre, then `--resume` again: alone if it is there, with "
            + " ".join(f"--send-again {address}" for each in open_ones for address in _addresses(each))
            + " if it is not",
        )


def _is_named(each: Undertaken, addresses: Sequence[str]) -> bool:
    return set(_addresses(each)) <= set(addresses)


def _addresses(each: Undertaken) -> tuple[str, ...]:
    made = each.operation.creates or each.operation.addresses
    return tuple(str(address) for address in made)


def _words(each: Undertaken) -> str:
    answered = ": Graph accepted it" if each.is_answered else ""
    return f"{', '.join(_addresses(each))}: {each.operation.summary}{answered}"


def _confirmed(each: Undertaken) -> bool:
    return typed(
        f"{_words(each)}. It was sent and does not show. The admin centre does not show it either, so send it again?",
        "yes",
    )
