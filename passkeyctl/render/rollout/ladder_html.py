"""A roll-out as one page of HTML: nothing is loaded, everything is escaped, light, dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from passkeyctl.model.rollout import Rollout, Stage
from passkeyctl.render.lines import visible
from passkeyctl.render.rollout.gate_demands import demand, setting_words, stop_words
from passkeyctl.render.rollout.ladder_picture import short_standing
from passkeyctl.render.rollout.ladder_style import STYLE
from passkeyctl.render.rollout.ladder_words import about, key_of
from passkeyctl.rollout.ladder import Ladder, Measured, Rung

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="passkeyctl rollout show">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"""


def ladder_html(rollout: Rollout, ladder: Ladder | None, place: str = "") -> str:
    """`place` says which tenant the standing is of; "" where only files were read."""
    title = f"Roll-out of {place}" if place else "Roll-out"
    parts = [
        f"{_HEAD}<title>{_text(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>",
        '<a class="skip" href="#ladder">Skip to the stages</a>',
        f"<header>\n<h1>{_text(title)}</h1>\n<p>{_said(rollout, ladder)}</p>\n{_contents(rollout)}\n</header>",
        f'<main id="ladder" tabindex="-1">\n{stages_html(rollout, ladder)}\n</main>',
        "<footer>\n<p>Made by passkeyctl. A gate is asked only before a stage is entered.</p>\n</footer>",
        "</body>\n</html>",
    ]
    return "\n".join(parts) + "\n"


def stages_html(rollout: Rollout, ladder: Ladder | None, *, level: int = 2) -> str:
    """The stages alone, for a page that has more than them; `level` is that of their headings."""
    rungs = {each.stage.name: each for each in ladder.rungs} if ladder is not None else {}
    stages = (
        _stage(number, stage, rungs.get(stage.name), rollout, ladder, level)
        for number, stage in enumerate(rollout.stages, 1)
    )
    return "\n".join(('<ol class="ladder">', *stages, "</ol>"))


def _text(text: str) -> str:
    """What can't be seen, or would turn the direction of the text, stands as an escape."""
    return escape(visible(text), quote=True)


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _said(rollout: Rollout, ladder: Ladder | None) -> str:
    """One sentence for whoever reads no further."""
    count = f"{len(rollout.stages)} {'stage' if len(rollout.stages) == 1 else 'stages'}"
    wanted = f"{count}; {_code(rollout.wanted)} is wanted"
    if ladder is None:
        return f"{wanted}. As files describe it: no tenant was read."
    if ladder.is_held:
        return f"{wanted}, and held by a closed gate."
    return f"{wanted}, and nothing holds it."


def _contents(rollout: Rollout) -> str:
    rows = "".join(
        f'<li><a href="#stage-{number}">{_text(stage.name)}</a></li>' for number, stage in enumerate(rollout.stages, 1)
    )
    return f'<nav aria-label="Stages">\n<ol>{rows}</ol>\n</nav>'


def _stage(number: int, stage: Stage, rung: Rung | None, rollout: Rollout, ladder: Ladder | None, level: int) -> str:
    standing = short_standing(stage, rung, rollout, ladder)
    kind = rung.standing.value if rung is not None else "plain"
    badge = f' <span class="badge">{_text(standing)}</span>' if standing else ""
    parts = [
        f'<li class="stage {kind}" id="stage-{number}">\n<article aria-labelledby="name-{number}">',
        f'<h{level} id="name-{number}"><span class="number">{number}</span> {_text(stage.name)}{badge}</h{level}>',
        f"<p>{_text(stage.note)}</p>" if stage.note else "",
        f"<p>Comes after {_code(stage.after)}.</p>" if stage.after else "",
        _list("Sets", [setting_words(each) for each in stage.settings], level + 1),
        _measured(rung) if rung is not None and rung.gates else _gates(stage),
        _list("Is taken back when", [stop_words(each) for each in stage.stops], level + 1),
        f'<p class="digest">An approval names {_code(stage.digest)}.</p>',
        "</article>\n</li>",
    ]
    return "\n".join(filter(None, parts))


def _list(heading: str, texts: Sequence[str], level: int) -> str:
    if not texts:
        return ""
    return f"<h{level}>{heading}</h{level}>\n<ul>{''.join(f'<li>{_code(each)}</li>' for each in texts)}</ul>"


def _gates(stage: Stage) -> str:
    if not stage.gates:
        return ""
    rows = ((_code(key_of(each)), _text(demand(each))) for each in stage.gates)
    return _table("Gates", stage.name, ("Gate", "Demands"), rows)


def _measured(rung: Rung) -> str:
    rows = (
        (
            _code(" ".join(filter(None, (each.code, key_of(each.gate), about(each.gate))))),
            f'<span class="answer {each.answer.value}">{each.answer.value}</span>',
            _text(each.value or "-"),
            _text(each.threshold),
            _more(each),
        )
        for each in rung.gates
    )
    return _table("Gates, as measured", rung.stage.name, ("Gate", "Answer", "Measured", "Demanded", "More"), rows)


def _more(gate: Measured) -> str:
    missing = f"missing: {', '.join(gate.missing)}" if gate.missing else ""
    hint = f"hint: {gate.hint}" if gate.hint else ""
    return "<br>".join(_text(each) for each in (gate.trend, gate.why, missing, hint) if each)


def _table(caption: str, stage: str, heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    """Cells are HTML already; the first of a row is its heading."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(_row(*each) for each in rows)
    return (
        f'<div class="wide" role="region" aria-label="{caption}: {_text(stage)}" tabindex="0">\n'
        f"<table>\n<caption>{caption}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>\n</table>\n</div>"
    )


def _row(first: str, *cells: str) -> str:
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
