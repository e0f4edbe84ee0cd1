"""A receipt as Markdown, for a ticket or a comment: who wrote, what became of each request, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.model.change import Action
from passkeyctl.plan.record.receipt import Step
from passkeyctl.render.change_lines import SIGNS, change_lines
from passkeyctl.render.markdown_text import escaped, fenced, table, with_code
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.receipt_lines import OUTCOMES, ReceiptFile, who


def receipt_markdown(file: ReceiptFile) -> str:
    return "\n".join(_document(file)) + "\n"


def _document(file: ReceiptFile) -> Iterator[str]:
    where = file.receipt.destination
    yield f"### Apply to {escaped(where.tenant_name or where.tenant_id)} ({escaped(where.endpoint)})"
    yield ""
    yield from table(("", ""), _facts(file))
    yield ""
    yield from table(("status", "request", "Graph's request ids"), map(_step, file.receipt.steps))
    yield from _changes(file)


def _facts(file: ReceiptFile) -> Iterator[tuple[str, ...]]:
    receipt = file.receipt
    yield "run", f"`{escaped(receipt.run)}`"
    yield "digest", f"`{escaped(file.digest)}`"
    yield "tenant", f"{escaped(receipt.destination.tenant_name)} `{escaped(receipt.destination.tenant_id)}`"
    for number, each in enumerate(receipt.segments):
        yield "taken up" if number else "begun", f"{escaped(each.at)} by {escaped(who(each.actor))}"
    yield "plan digest", f"`{escaped(receipt.begun.digest)}`"
    if receipt.undoes is not None:
        yield "takes back", f"`{escaped(receipt.undoes)}`"
    for code, reason in receipt.overrides.items():
        yield f"override {escaped(code)}", escaped(reason)
    reasons = receipt.ended.reasons if receipt.ended is not None else ()
    yield "outcome", "<br>".join((f"**{escaped(OUTCOMES[receipt.outcome][0])}**", *map(with_code, reasons)))


def _step(step: Step) -> tuple[str, ...]:
    what = "<br>".join((with_code(str(step.operation.get("summary"))), *map(with_code, step.detail)))
    return escaped(step.status), what, "<br>".join(f"`{escaped(each)}`" for each in step.requests)


def _changes(file: ReceiptFile) -> Iterator[str]:
    listed = [each for each in file.changes if each.action is not Action.NO_OP] if file.receipt.ended else []
    if not listed:
        return
    rows = (
        (escaped(SIGNS[each.action]), escaped(str(each.address)), escaped(file.words.names.of_change(each)))
        for each in listed
    )
    yield ""
    yield from table(("", "what", "name"), rows)
    yield from ("", "<details>", "<summary>What changed</summary>", "")
    yield from fenced(plain_text(shown for each in listed for shown in change_lines(each, file.words)))
    yield from ("", "</details>")
