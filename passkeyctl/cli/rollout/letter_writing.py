"""Writing letters: from files alone, or with a tenant and its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.cli.clock import today
from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.files.new_files import write_files
from passkeyctl.cli.kept import TABLE, remember
from passkeyctl.cli.rollout.letter_ground import Ground, Row, ground_of_files
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.letters.kinds import Kind
from passkeyctl.letters.merging import COLUMNS, Cast, unclear
from passkeyctl.letters.paths import Path as Way
from passkeyctl.letters.paths import cohort_path, person_path
from passkeyctl.letters.templates import Shelf, Templates
from passkeyctl.letters.writing import Cohort, Form, Letter, Occasion, Recipient, StageName, Writing, cohort_of
from passkeyctl.model.desired import Configuration
from passkeyctl.model.reference import RefKind
from passkeyctl.render.csv_text import csv_text

if TYPE_CHECKING:
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions

EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    shelf: Shelf
    form: Form
    kinds: tuple[Kind, ...]
    stage: str
    cohorts: tuple[str, ...]
    enforced_on: date | None
    contact: str
    person: str
    to: str
    out: str
    overwrites: bool
    today: date


def form_of(written: str) -> Form:
    try:
        return Form(written)
    except ValueError:
        raise UsageError(f"`--format {written}` is not known", hint="write md, html or eml") from None


def kinds_of(written: Sequence[str], *, has_day: bool, is_for_one: bool) -> tuple[Kind, ...]:
    """Without any: all that make sense; reminders count days to one that is given."""
    unknown = [each for each in written if each not in set(Kind)]
    if unknown:
        listed = ", ".join(each.value for each in Kind)
        raise UsageError(f"`--kind {unknown[0]}` is not known", hint=f"write one of {listed}")
    kinds = tuple(dict.fromkeys(Kind(each) for each in written)) or tuple(
        each for each in Kind if (has_day or each is not Kind.REMINDER) and not (is_for_one and each.is_for_helpdesk)
    )
    if Kind.REMINDER in kinds and not has_day:
        raise UsageError("reminders count the days to one that is not given", hint="add --enforced-on 2026-12-01")
    if is_for_one and any(each.is_for_helpdesk for each in kinds):
        raise UsageError("texts for the helpdesk are about cohorts, not about --person", hint="leave --person out")
    return kinds


def day_required(written: str) -> date | None:
    return _day("--enforced-on", written) if written else None


def day_counted_from(written: str) -> date:
    return _day("--as-of", written) if written else today()


def _day(option: str, written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise UsageError(f"`{option} {written}` is not a day", hint="write it like 2026-12-01")
    return day


def write_letters(
    wanted: Wanted, paths: Sequence[str] | None, connection: ConnectionOptions | None, people: PeopleOptions | None
) -> int:
    _check(wanted, connection)
    if wanted.enforced_on is not None and wanted.enforced_on <= wanted.today:
        say(f"notice: {wanted.enforced_on} is not to come any more: letters name it, and no reminder counts to it")
    configuration = configuration_of(paths, stage=wanted.stage)
    ground = _ground(configuration, wanted, connection, people)
    writing = Writing(Templates(wanted.shelf), wanted.form, _occasion(wanted, configuration, ground))
    letters = tuple(_for_one(wanted, ground, writing) if wanted.person else _for_all(wanted, ground, writing))
    tables = {} if wanted.person else dict(_tables(ground, writing))
    if not letters and not tables:
        say("no letters to write")
        return ExitCode.DONE
    _write(wanted, {**{each.file: each.text for each in letters}, **tables})
    for name in tables:
        remember(Path(wanted.out) / name, TABLE, ground.tenant_id, ground.domain)
    _tell(wanted, letters, tables)
    return ExitCode.DONE


def _ground(
    configuration: Configuration, wanted: Wanted, connection: ConnectionOptions | None, people: PeopleOptions | None
) -> Ground:
    if connection is None or people is None:
        return ground_of_files(configuration, wanted.cohorts)
    from passkeyctl.cli.rollout.letter_people import ground_of_tenant

    return ground_of_tenant(configuration, wanted.cohorts, connection, people)


def _check(wanted: Wanted, connection: ConnectionOptions | None) -> None:
    if not wanted.out:
        raise UsageError("where letters go is not said", hint="add --out FOLDER")
    if wanted.person and connection is None:
        raise UsageError("what one person has stands in no file", hint="add --tenant, to read it")
    if wanted.person and len(wanted.cohorts) != 1:
        raise UsageError("--person needs the one cohort that they are in", hint="add --cohort GROUP")
    if wanted.to and wanted.form is not Form.MAIL:
        raise UsageError("only mails are addressed to somebody", hint="add --format eml, or leave --to out")
    if wanted.to and (not wanted.to.isprintable() or not 0 < wanted.to.find("@") < len(wanted.to) - 1):
        raise UsageError(f"`--to {wanted.to}` is no address", hint="write it like people@contoso.com")


def _occasion(wanted: Wanted, configuration: Configuration, ground: Ground) -> Occasion:
    rollout = configuration.rollout
    stage = rollout.stage(rollout.wanted) if rollout is not None else None
    named = StageName(stage.name, stage.note) if stage is not None else None
    return Occasion(ground.organisation, named, wanted.enforced_on, wanted.contact, wanted.today)


def _for_all(wanted: Wanted, ground: Ground, writing: Writing) -> Iterator[Letter]:
    cohorts = tuple(_cohort(each, ground) for each in ground.rows)
    if any(not kind.is_for_helpdesk for kind in wanted.kinds):
        for each in cohorts:
            if not each.can_register:
                say(_why_none(each))
            elif each.way_in.is_shut:
                say(_why_shut(each))
    yield from writing.letters(wanted.kinds, cohorts, to=wanted.to)


def _cohort(row: Row, ground: Ground) -> Cohort:
    people = ground.known.people if ground.known is not None else None
    way = cohort_path(ground.state, row.id, newest().entries, people)
    return cohort_of(row.name, way, ground.names(RefKind.APPLICATION), row.count)


def _why_none(cohort: Cohort) -> str:
    if cohort.is_unclear:
        listed = ", ".join(unclear(cohort.choices))
        return f"notice: no letter for `{cohort.name}`: whether they may register {listed} does not show here"
    return f"notice: no letter for `{cohort.name}`: nobody in it can set up a passkey"


def _why_shut(cohort: Cohort) -> str:
    """The letter is right, and helps nobody who is new."""
    guards = ", ".join(f"`{each}`" for each in cohort.way_in.guards)
    return (
        f"notice: who is new in `{cohort.name}` can't register: {guards} asks for more, and no pass helps them (CAP403)"
    )


def _for_one(wanted: Wanted, ground: Ground, writing: Writing) -> Iterator[Letter]:
    row = ground.rows[0]
    found = _recipient(wanted, ground, row)
    if found is None or ground.known is None:
        raise UsageError(f"`{wanted.person}` is nobody of `{row.name}`", hint="write a sign-in name of a member")
    recipient, ordinal = found
    way: Way = person_path(ground.state, ground.known.people, ordinal, newest().entries)
    cohort = cohort_of(recipient.sign_in_name, way, ground.names(RefKind.APPLICATION))
    yield from writing.letters(wanted.kinds, (cohort,), recipient, wanted.to)


def _recipient(wanted: Wanted, ground: Ground, row: Row) -> tuple[Recipient, int] | None:
    if ground.known is None or row.readiness is None:
        return None
    return Cast(ground.state, ground.known, newest().entries).recipient(wanted.person, row.readiness)


def _tables(ground: Ground, writing: Writing) -> Iterator[tuple[str, str]]:
    if ground.known is None:
        return
    cast = Cast(ground.state, ground.known, newest().entries)
    for row, start in zip(ground.rows, writing.starts(each.name for each in ground.rows), strict=True):
        if row.readiness is not None:
            yield f"{start}-people.csv", csv_text(COLUMNS, cast.rows(row.readiness))


def _write(wanted: Wanted, texts: dict[str, str]) -> None:
    """What is there with just this text already may stay."""
    folder = Path(wanted.out)
    changed = {name: text for name, text in texts.items() if not _is_there(folder / name, text)}
    if changed:
        write_files(folder, changed, overwrites=wanted.overwrites)


def _is_there(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def _tell(wanted: Wanted, letters: Iterable[Letter], tables: Iterable[str]) -> None:
    folder = Path(wanted.out)
    for each in letters:
        when = f"  send on {each.send_on}" if each.send_on is not None else ""
        write_out(f"{(folder / each.file).as_posix()}{when}\n")
    for name in tables:
        write_out(f"{(folder / name).as_posix()}  for your eyes only\n")
    say("nothing was sent")
