"""What a run found, for the formats that other programs read; made from a plan, or from files alone."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.rollout.ladder import Ladder


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and what became of it: it refuses the run, was let pass for the reason `let_pass`, or neither."""

    finding: Finding
    refuses: bool = False
    let_pass: str = ""

    @property
    def diagnostic(self) -> Diagnostic:
        return self.finding.diagnostic

    @property
    def is_unchecked(self) -> bool:
        return self.finding.weight is Weight.UNCHECKED

    @property
    def counts(self) -> bool:
        return not self.is_unchecked and not self.let_pass


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a plan, as a reader of a pull request wants it: `create`, the address, the name."""

    action: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One request of an apply: `status` is its word (`verified`), `is_done` whether the tenant shows it."""

    status: str
    summary: str
    is_done: bool
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`changes` is None where no tenant was compared with, `ladder` where there is no roll-out.

    `steps` are the requests of an apply, None where nothing was to be sent.
    `ending` says how it ended where the exit code alone doesn't, `said` what else belongs at its top.
    `about` says for a machine which files it is about; empty where nobody has to find the report again.
    """

    command: str
    exit_code: int
    found: tuple[Found, ...] = ()
    changes: tuple[Changed, ...] | None = None
    ladder: Ladder | None = None
    about: str = ""
    steps: tuple[Step, ...] | None = None
    ending: str = ""
    said: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"passkeyctl {self.command}"

    @property
    def has_failed(self) -> bool:
        """Whether the exit code is one that no reader may take for a good end."""
        return self.exit_code not in (0, 2)

    @property
    def needs_words(self) -> bool:
        """It has failed, and no finding says why: somebody said no, or what was sent is open."""
        return self.has_failed and not any(each.refuses for each in self.found)

    @property
    def counted(self) -> tuple[Found, ...]:
        """What says something, the gravest first, else in the order of the checks."""
        order = tuple(Severity)
        return tuple(
            sorted((each for each in self.found if each.counts), key=lambda each: order.index(each.diagnostic.severity))
        )

    @property
    def let_pass(self) -> tuple[Found, ...]:
        return tuple(each for each in self.found if each.let_pass)

    @property
    def unchecked(self) -> tuple[Found, ...]:
        return tuple(each for each in self.found if each.is_unchecked and not each.let_pass)


ASKED = "say yes when asked, or "
"""What a hint says to somebody at a terminal: whoever reads a report is asked nothing."""


def words_of(found: Found) -> tuple[str, ...]:
    """Everything that helps to decide, line by line."""
    diagnostic, affected = found.diagnostic, found.finding.affected
    affects = (f"affects: {affected}",) if affected else ()
    hint = (f"hint: {diagnostic.hint.replace(ASKED, '')}",) if diagnostic.hint else ()
    return (diagnostic.summary, *diagnostic.detail, *affects, *hint)
