"""How a tenant differs from its files: what both sides say, since when and by whom, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.drift.deviation import CODES, Deviation, Drift, Sort
from passkeyctl.model.address import KIND_ORDER
from passkeyctl.model.state import LiveObject
from passkeyctl.render.drift.deviation_values import both_sides, titled
from passkeyctl.render.drift.deviation_words import QUIET, DriftView, attribution_words, keeping, undoing, waiver_words
from passkeyctl.render.naming import Names
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import badge, code, facts, listed, spans, text
from passkeyctl.render.value_text import Words

LIST = "deviations-list"
SORTS = {
    Sort.CHANGED: "changed in the tenant",
    Sort.MISSING: "missing in the tenant",
    Sort.UNWANTED: "not to be there",
    Sort.NOT_IN_FILE: "left out of the file",
    Sort.UNLISTED: "in no file",
}
NOBODY = "nobody is known"


def deviations_part(drift: Drift, words: Words, view: DriftView) -> Part:
    found = (*drift.counted, *drift.waived)
    if not found:
        return Part("deviations", "Deviations", "")
    codes = {CODES[sort]: f"{CODES[sort]} {said}" for sort, said in SORTS.items()}
    choices = (
        Choice("code", "How it differs", tallied((each.code for each in found), codes)),
        Choice("kind", "Kind", tallied((each.address.kind.value for each in found), _kinds())),
        Choice("by", "By", tallied(map(_by, found))),
        Choice("counts", "Counts", tallied(map(_counts, found))),
    )
    form = filters(LIST, "deviations", len(found), choices) if len(found) > 1 else ""
    rows = "".join(_deviation(each, drift, words, view) for each in found)
    note = f'<p class="soft">{text(QUIET)}</p>' if drift.waived else ""
    return Part("deviations", "Deviations", f'{form}<ul class="cards" id="{LIST}">{rows}</ul>{note}', len(found))


def unlisted_part(unlisted: Iterable[LiveObject], names: Names) -> Part:
    """Named, so that nobody takes them for looked at; what is in every tenant says nothing."""
    found = [each for each in unlisted if not each.is_built_in]
    groups = []
    for kind in KIND_ORDER:
        rows = sorted(names.of_live(each) for each in found if each.kind is kind)
        if rows:
            groups.append(
                f'<details><summary>{text(kind.value)} <span class="number">{len(rows):,}</span></summary>'
                f"{listed(map(text, rows))}</details>"
            )
    return Part("unlisted", "In no file, left alone", "".join(groups), len(found))


def _kinds() -> dict[str, str]:
    return {each.value: each.value for each in KIND_ORDER}


def _by(deviation: Deviation) -> str:
    return deviation.attribution.by or NOBODY


def _counts(deviation: Deviation) -> str:
    return "counts" if deviation.counts else "waived"


def _deviation(each: Deviation, drift: Drift, words: Words, view: DriftView) -> str:
    fact = facts(code=each.code, kind=each.address.kind.value, by=_by(each), counts=_counts(each))
    name = titled(each, words)
    tone = "warn" if each.counts else "plain"
    head = (
        f'{badge(SORTS[each.sort], tone)}{code(each.code)} <strong class="mono">{text(each.place)}</strong>'
        f"{_named(name)}"
    )
    rows: list[tuple[str, str]] = [(label, spans(shown)) for label, shown in both_sides(each, words)]
    rows += [(label, text(shown)) for label, shown in attribution_words(each, drift.at)]
    if each.counts:
        rows.append(("keep it", code(" ".join(keeping(each, view)))))
        rows.append(("undo it", code(undoing(each, view))))
    else:
        rows.append(("waived", text(waiver_words(each))))
    return f'<li{fact}><div class="head">{head}</div>{definitions(rows)}</li>\n'


def _named(name: str) -> str:
    return f' <span class="soft">{text(name)}</span>' if name else ""


def definitions(rows: Iterable[tuple[str, str]]) -> str:
    """Labels and HTML; a label that is empty goes on with the one before."""
    return f'<dl class="facts">{"".join(f"{_term(label)}<dd>{shown}</dd>" for label, shown in rows)}</dl>'


def _term(label: str) -> str:
    return f"<dt>{text(label)}</dt>" if label else ""
