"""Writing what was read, in the form that was asked for."""

from __future__ import annotations

from passkeyctl.cli.console import say, show, write_out
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.saved.planfile import ALTERED
from passkeyctl.render.json_text import json_text
from passkeyctl.render.records.plan_file_lines import PlanFile, plan_file_lines
from passkeyctl.render.records.plan_file_markdown import plan_file_markdown
from passkeyctl.render.records.receipt_lines import ReceiptFile, receipt_lines
from passkeyctl.render.records.receipt_markdown import receipt_markdown

FORMAT = "1.0"


def written(file: PlanFile | ReceiptFile, form: str, *, show_requests: bool) -> ExitCode:
    """An altered plan file is shown all the same, and told by the exit code."""
    match file:
        case PlanFile():
            _plan_file(file, form, show_requests=show_requests)
            if not file.is_whole:
                say(f"{ALTERED}: nothing that it says need be so")
            return ExitCode.DONE if file.is_whole else ExitCode.STALE
        case ReceiptFile():
            _receipt(file, form, show_requests=show_requests)
            return ExitCode.DONE


def _plan_file(file: PlanFile, form: str, *, show_requests: bool) -> None:
    if form == "json":
        write_out(json_text(_wrapped("plan file", file.document, is_whole=file.is_whole, is_expired=file.is_over)))
    elif form == "markdown":
        write_out(plan_file_markdown(file, show_requests=show_requests))
    else:
        show(plan_file_lines(file, show_requests=show_requests))


def _receipt(file: ReceiptFile, form: str, *, show_requests: bool) -> None:
    if form == "json":
        kind = "journal" if file.is_journal else "receipt"
        write_out(json_text(_wrapped(kind, file.document, is_whole=not file.is_torn, is_expired=False)))
    elif form == "markdown":
        write_out(receipt_markdown(file))
    else:
        show(receipt_lines(file, show_requests=show_requests))


def _wrapped(kind: str, document: JsonObject, *, is_whole: bool, is_expired: bool) -> JsonObject:
    """The file as it is, and what is to be known of it besides."""
    return {
        "kind": "passkeyctl show",
        "format_version": FORMAT,
        "of": kind,
        "is_whole": is_whole,
        "is_expired": is_expired,
        "document": document,
    }
