"""How an apply went, or why no plan was made, with the names left out that `--redact` replaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from passkeyctl.apply.events import Event, Listener
from passkeyctl.apply.outcome import Ledger
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import PasskeyctlError, UserFault
from passkeyctl.json_types import JsonValue
from passkeyctl.model.desired import Configuration
from passkeyctl.needs import references_of
from passkeyctl.plan.plan import Plan
from passkeyctl.render.redaction import Redaction

_ABOUT_NAMES = frozenset({"CAP401", "OPS902"})
"""Faults that quote names of the tenant which stand in no file."""
_QUOTED = re.compile("`(?!<)[^`]+`")
_NAMED_BY_GROUP = re.compile(r"^(passkeys\.(?:targets|exclude))\..+", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_NO_NAME = re.compile(r"[0-9]+|[A-Z]{3}[0-9]{3}|true|false")


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
    shown.requests = list(ledger.requests)
    shown.ids = dict(ledger.ids)
    return shown


def redacted_fault(fault: BaseException, configuration: Configuration) -> BaseException:
    """A fault in what files name, told without the names; its place in the file says which one is meant."""
    if not isinstance(fault, UserFault):
        return fault
    redaction = _of_files(configuration)
    return UserFault([_without_names(redaction.of(each)) for each in fault.diagnostics()])


def redacted_loading(diagnostics: Iterable[Diagnostic], configuration: Configuration | None) -> tuple[Diagnostic, ...]:
    """What loading files told. Where nothing came of them, what is quoted and no word of the language may be a name."""
    if configuration is not None:
        redaction = _of_files(configuration)
        return tuple(redaction.of(each) for each in diagnostics)
    from passkeyctl.config.json_schema import json_schema

    language = frozenset(_words_of(json_schema()))
    return tuple(_in_words_of(language, each) for each in diagnostics)


def _in_words_of(language: frozenset[str], diagnostic: Diagnostic) -> Diagnostic:
    def shown(found: re.Match[str]) -> str:
        words = _WORD.findall(found[0])
        is_known = words[:1] == ["passkeyctl"] or all(each in language or _NO_NAME.fullmatch(each) for each in words)
        return found[0] if is_known else "`<name>`"

    return replace(
        diagnostic,
        summary=_QUOTED.sub(shown, diagnostic.summary),
        detail=tuple(_QUOTED.sub(shown, each) for each in diagnostic.detail),
        hint=_QUOTED.sub(shown, diagnostic.hint),
        address=_NAMED_BY_GROUP.sub(r"\1.<name>", diagnostic.address),
    )


def _words_of(schema: JsonValue) -> Iterator[str]:
    """Every key of the language, and every value that it names."""
    match schema:
        case dict():
            for key, held in schema.items():
                if key == "properties" and isinstance(held, dict):
                    yield from held
                if key in ("enum", "const"):
                    yield from (str(each) for each in (held if isinstance(held, list) else [held]))
                yield from _words_of(held)
        case list():
            for each in schema:
                yield from _words_of(each)


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
