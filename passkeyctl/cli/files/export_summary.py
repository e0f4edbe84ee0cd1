"""What an export wrote and what to do with it, for people, on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.cli.console import say
from passkeyctl.export.files import SINGLE, chosen
from passkeyctl.export.options import SECTIONS, ExportOptions
from passkeyctl.model.address import Kind
from passkeyctl.model.state import PriorState

WORDS = {
    "authenticationStrengths": ("authentication strength", "authentication strengths"),
    "namedLocations": ("named location", "named locations"),
    "authenticationContexts": ("authentication context", "authentication contexts"),
    "conditionalAccess": ("Conditional Access policy", "Conditional Access policies"),
}
TITLES = {
    "passkeys": "the passkey policy",
    "temporaryAccessPass": "Temporary Access Pass",
    "registrationCampaign": "the registration campaign",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`where` is what a plan is to be made of, empty for stdout; `against` are its options."""

    state: PriorState
    options: ExportOptions
    where: str
    against: str = ""
    saw_beta: bool = True


def summary(outcome: Outcome) -> None:
    for line in _lines(outcome):
        say(line)


def _lines(outcome: Outcome) -> Iterator[str]:
    options, state = outcome.options, outcome.state
    written = [each for name in SECTIONS if (each := _counted(name, outcome))]
    yield "exported " + (", ".join(written) or "nothing") + (f" to {outcome.where}" if outcome.where else "")
    for section in SECTIONS:
        if section in options.not_read and options.wants(section):
            yield f"not read: {section} ({options.not_read[section]})"
    if not outcome.saw_beta and options.wants("conditionalAccess"):
        yield "whether there are policies that only beta shows was not found out"
    for _, name in state.unread_policies:
        yield f"not in the files: {name}, which uses preview features"
    if outcome.where:
        if not (options.tenant.id or options.tenant.domain):
            yield "first: write under `tenant:` which tenant the files are for"
        yield f"next: passkeyctl plan {outcome.against}{argument(outcome.where)}"


def _counted(section: str, outcome: Outcome) -> str:
    options, state = outcome.options, outcome.state
    if not options.wants(section) or section in options.not_read:
        return ""
    if section in WORDS:
        count = len(chosen(state, options, section))
        return f"{count} {WORDS[section][count != 1]}" if count else ""
    kind = SINGLE.get(section, Kind.PASSKEYS)
    return TITLES[section] if state.of(kind) else ""


def argument(path: str) -> str:
    return f'"{path}"' if " " in path else path
