"""How an apply went, or why no plan was made, with the names left out that `--redact` replaces."""

from __future__ import annotations

import re
from dataclasses import replace

from passkeyctl.apply.events import Event, Listener
from passkeyctl.apply.outcome import Ledger
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import PasskeyctlError, UserFault
from passkeyctl.model.desired import Configuration
from passkeyctl.needs import references_of
from passkeyctl.plan.plan import Plan
from passkeyctl.render.redaction import Redaction

_ABOUT_NAMES = frozenset({"CAP401", "OPS902"})
"""Faults that quote names of the tenant which stand in no file."""
_QUOTED = re.compile("`(?!<)[^`]+`")


def redacting(plan: Plan, listener: Listener) -> Listener:
    """What happens, told with the redacted operation instead of the one that is sent."""
    redaction = Redaction.of_plan(plan)

    def listen(event: Event) -> None:
        listener(redaction.of(event))

    return listen


def redacted_ledger(plan: Plan, ledger: Ledger) -> Ledger:
    """A ledger for the eye: the same statuses beside redacted operations."""
    redaction = Redaction.of_plan(plan)
    shown = Ledger(redaction.of(ledger.operations), lambda _: None)
    shown.statuses = list(ledger.statuses)
    shown.details = redaction.of(ledger.details)
    return shown


def redacted_fault(fault: BaseException, configuration: Configuration) -> BaseException:
    """A fault in what files name, told without the names; its place in the file says which one is meant."""
    if not isinstance(fault, UserFault):
        return fault
    redaction = _of_files(configuration)
    return UserFault([_without_names(redaction.of(each)) for each in fault.diagnostics()])


def redacted_search(fault: PasskeyctlError, configuration: Configuration) -> BaseException:
    """That nobody, or more than one, has the name that was asked for, told without names."""
    if type(fault) is not PasskeyctlError:
        return redacted_fault(fault, configuration)
    redaction = _of_files(configuration)
    summary, *detail = (_QUOTED.sub("`<name>`", redaction.text(each)) for each in (fault.summary, *fault.detail))
    return PasskeyctlError(summary, hint=fault.hint, address=fault.address, detail=detail)


def _of_files(configuration: Configuration) -> Redaction:
    tenant = configuration.tenant
    names = (tenant.name, tenant.domain or "") if tenant is not None else ()
    return Redaction.of_files(references_of(configuration), names)


def _without_names(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.code not in _ABOUT_NAMES:
        return diagnostic
    detail = tuple(_QUOTED.sub("`<name>`", each) for each in diagnostic.detail)
    return replace(diagnostic, summary=_QUOTED.sub("`<name>`", diagnostic.summary), detail=detail)
