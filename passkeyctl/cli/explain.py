"""`explain`: what stands behind a code, a word or a date that the tool shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from datetime import date

    from passkeyctl.rules.rule import Rule

TOPICS = {
    "drift": "what is compared, and what is folded before",
    "calendar": "Microsoft's dated changes, and the days that are left",
}


def explain(
    topic: Annotated[
        str, typer.Argument(help="A code such as PRF105, `drift` or `calendar`. Without any: all codes.")
    ] = "",
    as_of: options.AsOf = "",
    as_json: options.AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a code, or the table of codes, as Markdown.")] = (
        False
    ),
    out: Annotated[
        str,
        typer.Option(
            "--out", help="Write checks.md and checks/CODE.md into a folder (with --markdown).", show_default=False
        ),
    ] = "",
) -> int:
    """Explain a code: what it says, why, an example, what to do. Without one: list them all.

    \b
    Examples:
      passkeyctl explain
      passkeyctl explain PRF105
      passkeyctl explain drift
      passkeyctl explain calendar --as-of 2027-02-01
      passkeyctl explain PRF105 --markdown
    """
    from passkeyctl.cli.arguments import day_of
    from passkeyctl.errors import ExitCode, UsageError

    day = day_of(as_of)
    if markdown and (as_json or topic in TOPICS):
        raise UsageError("only codes are printed as Markdown, and not as JSON as well", hint="leave one of them out")
    if out and not (markdown and not topic):
        raise UsageError("`--out` is for the documents of all codes", hint="passkeyctl explain --markdown --out FOLDER")
    if topic in TOPICS:
        _explain_topic(topic, day, as_json=as_json)
    elif topic:
        _explain_rule(_rule_of(topic), as_json=as_json, markdown=markdown)
    elif out:
        _write_documents(Path(out))
    else:
        _list_rules(as_json=as_json, markdown=markdown)
    return ExitCode.DONE


def _explain_topic(topic: str, day: date, *, as_json: bool) -> None:
    import sys

    from passkeyctl.cli.console import show, write_out
    from passkeyctl.render.json_text import json_text

    if topic == "calendar":
        from passkeyctl.render.rules.calendar_lines import calendar_lines
        from passkeyctl.render.rules.rule_json import calendar_json

        document, lines = calendar_json(day), calendar_lines(day)
    else:
        from passkeyctl.render.rules.drift_lines import drift_json, drift_lines

        document, lines = drift_json(), drift_lines()
    if as_json:
        write_out(json_text(document))
    else:
        show(lines, sys.stdout)


def _rule_of(written: str) -> Rule:
    """The rule of a code, however it is written."""
    from passkeyctl.config.faults import nearest
    from passkeyctl.errors import UsageError
    from passkeyctl.rules.table import BY_CODE

    rule = BY_CODE.get(written.upper())
    if rule is not None:
        return rule
    close = nearest(written, (*TOPICS, *BY_CODE))
    hint = f"did you mean `{close}`? " if close else ""
    raise UsageError(
        f"there is nothing to explain under `{written}`",
        hint=f"{hint}`passkeyctl explain` lists the codes; the topics are: {', '.join(TOPICS)}",
    )


def _explain_rule(rule: Rule, *, as_json: bool, markdown: bool) -> None:
    import sys

    from passkeyctl.cli.console import show, write_out
    from passkeyctl.rules.page import load_page

    page = load_page(rule.code)
    if as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.rules.rule_json import rule_json

        write_out(json_text(rule_json(rule, page)))
    elif markdown:
        from passkeyctl.render.rules.rule_markdown import page_markdown

        write_out(page_markdown(rule, page))
    else:
        from passkeyctl.render.rules.rule_lines import rule_lines

        show(rule_lines(rule, page), sys.stdout)


def _list_rules(*, as_json: bool, markdown: bool) -> None:
    import sys

    from passkeyctl.cli.console import show, write_out

    if as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.rules.rule_json import rules_json

        write_out(json_text(rules_json(TOPICS)))
    elif markdown:
        from passkeyctl.render.rules.rule_markdown import index_markdown

        write_out(index_markdown())
    else:
        from passkeyctl.render.rules.rule_lines import rules_lines

        show(rules_lines(TOPICS), sys.stdout)


def _write_documents(folder: Path) -> None:
    """The whole of docs/checks.md and docs/checks/."""
    from passkeyctl.cli.console import say
    from passkeyctl.errors import OutputFailed
    from passkeyctl.render.rules.rule_markdown import index_markdown, page_markdown
    from passkeyctl.rules.page import load_page
    from passkeyctl.rules.table import RULES

    texts = {f"checks/{each.code}.md": page_markdown(each, load_page(each.code)) for each in RULES}
    texts["checks.md"] = index_markdown()
    try:
        (folder / "checks").mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputFailed(f"the documents could not be written to `{folder}`: {error.strerror or error}") from error
    say(f"wrote {len(texts)} documents to {folder}")
