"""Templates of letters: those of the package, and a folder of the user's own in front of them.

A template is looked for as `xx/NAME` and `NAME` among the user's, then as `xx/NAME` in the package, and in English in
the end. They run in Jinja's sandbox, and a variable that doesn't exist is an error with its place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import TracebackType

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.errors import UserFault
from passkeyctl.letters.markdown import escaped

ENGLISH = "en"
ENDING = ".j2"
PAGE = "page.html.j2"
OF_THE_PACKAGE = "passkeyctl/letters/templates"
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a template may do wrong: an expression of its own raises what Python would."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """`own` are the user's templates by their path in `place`, with slashes."""

    language: str = ENGLISH
    own: Mapping[str, str] = field(default_factory=dict)
    place: str = ""

    def find(self, name: str) -> tuple[str, str] | None:
        """The text and the path to show for it."""
        for path in (f"{self.language}/{name}", name):
            if path in self.own:
                return self.own[path], f"{self.place}/{path}"
        shipped = shipped_templates()
        for path in (f"{self.language}/{name}", f"{ENGLISH}/{name}", name):
            if path in shipped:
                return shipped[path], f"{OF_THE_PACKAGE}/{path}"
        return None

    @property
    def languages(self) -> frozenset[str]:
        paths = (*self.own, *shipped_templates())
        return frozenset(path.partition("/")[0] for path in paths if "/" in path)


class Prose(str):
    """Markdown already: shown as it stands."""

    __slots__ = ()


def shipped_templates() -> Mapping[str, str]:
    """By their path: `en/announcement.md.j2`."""
    return dict(sorted(_below(files("passkeyctl.letters").joinpath("templates"), "")))


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _below(each, f"{path}{each.name}/")
        elif each.name.endswith(ENDING):
            yield path + each.name, each.read_text(encoding="utf-8")


class _FromShelf(BaseLoader):
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        found = self.shelf.find(template)
        if found is None:
            raise TemplateNotFound(template)
        return (*found, lambda: True)


class Templates:
    """A shelf at work: each template is read once."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._prose = _prose_environment(shelf)
        self._pages = _page_environment(shelf)

    def rendered(self, name: str, variables: Mapping[str, object]) -> str:
        """A letter as Markdown. Every value is escaped, so that a name shows as it is and does nothing."""
        text = _run(self._prose, self.shelf, name, variables)
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

    def page(self, variables: Mapping[str, object]) -> str:
        """The HTML around a letter."""
        return _run(self._pages, self.shelf, PAGE, variables)


def _page_environment(shelf: Shelf) -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=_FromShelf(shelf), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _prose_environment(shelf: Shelf) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=_FromShelf(shelf),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["day"] = lambda day: _phrase(environment, "_day.md.j2", day=_checked_day(day))
    environment.filters["resources"] = lambda listed: _phrase(environment, "_resources.md.j2", resources=listed)
    return environment


def _phrase(environment: Environment, name: str, **variables: object) -> Prose:
    """A part of a sentence that each language words for itself."""
    return Prose(" ".join(environment.get_template(name).render(variables).split()))


def _checked_day(day: object) -> date:
    if not isinstance(day, date):
        raise TypeError("`day` takes a date, such as `enforced_on`")
    return day


def _shown(value: object) -> object:
    return value if isinstance(value, Prose | StrictUndefined) else escaped(str(value))


def _run(environment: Environment, shelf: Shelf, name: str, variables: Mapping[str, object]) -> str:
    try:
        return environment.get_template(name).render(variables)
    except _FAULTS as fault:
        raise UserFault([_diagnostic(fault, shelf, name, variables)]) from fault


def _diagnostic(fault: Exception, shelf: Shelf, name: str, variables: Mapping[str, object]) -> Diagnostic:
    place = _place(fault, shelf) or SourceRange((shelf.find(name) or ("", name))[1])
    return error("OPS901", f"the template can't be used: {_words(fault)}", source=place, hint=_hint(fault, variables))


def _place(fault: Exception, shelf: Shelf) -> SourceRange | None:
    if isinstance(fault, TemplateSyntaxError):
        return SourceRange(fault.filename or fault.name or "", fault.lineno)
    paths = {*(f"{shelf.place}/{path}" for path in shelf.own), *(f"{OF_THE_PACKAGE}/{p}" for p in shipped_templates())}
    found = [SourceRange(file, line) for file, line in _frames(fault.__traceback__) if file in paths]
    return found[-1] if found else None


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _words(fault: Exception) -> str:
    if isinstance(fault, TemplateNotFound):
        return f"there is no template `{fault.name}`"
    if unknown := _UNKNOWN.search(str(fault)):
        return f"`{unknown['name'] or unknown['attribute']}` is not known"
    text = str(fault).replace("'", "`").rstrip(".")
    return text[:1].lower() + text[1:]


_UNKNOWN = re.compile(r"'(?P<name>\w+)' is undefined|has no attribute '(?P<attribute>\w+)'")


def _hint(fault: Exception, variables: Mapping[str, object]) -> str:
    unknown = _UNKNOWN.search(str(fault))
    close = difflib.get_close_matches(unknown["name"] or unknown["attribute"], _known(variables), 1) if unknown else []
    if close:
        return f"did you mean `{close[0]}`?"
    return "docs/letters.md lists what templates can use; `rollout letters --export-templates` writes sound ones"


def _known(variables: Mapping[str, object]) -> Iterator[str]:
    """Names of variables, then those of what is in them."""
    yield from variables
    for each in variables.values():
        if is_dataclass(each):
            yield from (named.name for named in fields(each))
