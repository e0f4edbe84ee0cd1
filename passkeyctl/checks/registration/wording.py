"""What findings about registering call people, policies and the steps of a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.checks.review import Review
from passkeyctl.insight.bootstrap_path.path import Path, Stage
from passkeyctl.insight.bootstrap_path.personas import By, Persona
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.reference import RefKind

MOST = 5


def whom(review: Review, personas: Iterable[Persona]) -> str:
    """Of many groups or roles just how many."""
    by_kind: dict[By, list[Persona]] = {}
    for each in personas:
        by_kind.setdefault(each.by, []).append(each)
    return together(words for by, found in by_kind.items() for words in _of_kind(review, by, found))


def _of_kind(review: Review, by: By, personas: list[Persona]) -> Iterator[str]:
    if by in MANY and len(personas) > FEW:
        yield f"{MANY[by]} of {len(personas)} {by.value}s"
    else:
        yield from (_one(review, each) for each in personas)


MANY = {By.GROUP: "members", By.ROLE: "holders"}
FEW = 2


def _one(review: Review, persona: Persona) -> str:
    match persona.by:
        case By.EVERYBODY:
            return "everybody"
        case By.GROUP:
            return f"members of {review.name(RefKind.GROUP, persona.id)}"
        case By.ROLE:
            return f"holders of {review.name(RefKind.ROLE, persona.id)}"
        case By.USER:
            return review.name(RefKind.USER, persona.id)


def together(words: Iterable[str]) -> str:
    """`a, b and c`; of many only the first ones."""
    found = list(dict.fromkeys(words))
    if len(found) > MOST:
        return f"{', '.join(found[:MOST])} and {len(found) - MOST} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def path_lines(review: Review, found: Path, state: TenantState) -> Iterator[str]:
    """The way, step by step, as far as somebody gets."""
    for step in found.steps:
        answer = {True: "yes", None: "perhaps", False: "it breaks here"}[step.holds]
        blamed = together(f"`{each.name}` ({requirement_words(each.fields, state)})" for each in step.blame)
        why = blamed or (_why_no_pass_is_sure(review, state) if step.stage is Stage.PASS else "")
        beside = f": {why}" if why and step.holds is not True else ""
        yield f"{STEPS[step.stage]}: {answer}{beside}"
        if step.holds is False:
            return
    ways = together(f"{each.route.value} on {spoken(each.platform)}" for each, _ in found.open_ways)
    yield f"open: {ways}"


def _why_no_pass_is_sure(review: Review, state: TenantState) -> str:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if fields is None:
        return "the files don't say whom it is for" if review.is_of_files_alone else "it was not read"
    match fields["state"]:
        case None:
            return "the files don't say whether it is on"
        case "disabled":
            return "it is switched off"
        case _:
            return "who is in the groups that it is for is not known"


STEPS = {
    Stage.PASS: "1. a Temporary Access Pass",
    Stage.POLICIES: "2. the policies on the way to registering",
    Stage.AUTHENTICATOR: "3. an authenticator that a profile accepts",
}


SPOKEN = {"android": "Android", "windows": "Windows", "linux": "Linux"}


def spoken(platform: str) -> str:
    """What a sentence calls a platform, where Graph writes it otherwise."""
    return SPOKEN.get(platform, platform)


def names_of(policies: Iterable[Held]) -> str:
    return together(f"`{each.name}`" for each in policies)
