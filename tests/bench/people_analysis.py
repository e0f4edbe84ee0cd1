"""An analysis of one census file as one process.

python -m tests.bench.people_analysis impact CENSUS SETTINGS    who may what, and whom a plan of 16 changes affects
python -m tests.bench.people_analysis table CENSUS SETTINGS OUT    who may what, with a row for each person
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from passkeyctl.census import Census
from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach
from passkeyctl.model.people import KeyModel, KnownPeople, People, PeopleWanted
from tests.bench.people_settings import passkey_settings, prior_of

SYNCED, DEVICE_BOUND = KeyModel(None, "synced", False), KeyModel(None, "deviceBound", True)


def impact(census: Path, settings: Path) -> None:
    from passkeyctl.insight.impact.impact import impact_of
    from passkeyctl.insight.impact.wanted import people_wanted
    from passkeyctl.insight.tenant_state import after
    from tests.bench.people_plan import changes

    clock = Phases()
    live = prior_of(json.loads(settings.read_bytes()))
    plan = changes(live)
    earlier, later = before(live), after(live, plan)
    wanted = people_wanted(earlier, later, plan)
    clock.note("settings")
    people = read(census, PeopleWanted(wanted.groups, True, keys_of_everyone=True, users=wanted.users)).people
    clock.note("people")
    worlds = [access(earlier, people, nesting) for nesting in Nesting]
    clock.note("access")
    found = impact_of(earlier, later, plan, people)
    clock.note("impact")
    counts = {name: [len(reach.surely), len(reach.possibly)] for name, reach in found.total.reaches.items()}
    counts["with_key"] = [len(each.with_key.possibly) for each in worlds]
    show({"everyone": len(people.everyone), **counts}, clock)


def table(census: Path, settings: Path, out: Path) -> None:
    clock = Phases()
    state = before(passkey_settings(json.loads(settings.read_bytes())))
    clock.note("settings")
    groups = frozenset(each.id for each in state.objects if each.kind in (Kind.TARGET, Kind.EXCLUDE))
    known = read(census, PeopleWanted(groups, True, keys_of_everyone=True))
    clock.note("people")
    either = together(*(access(state, known.people, nesting) for nesting in Nesting))
    clock.note("access")
    write(out, known, either)
    clock.note("table")
    show({"everyone": len(known.people.everyone)}, clock)


def read(census: Path, wanted: PeopleWanted) -> KnownPeople:
    with Census.open(census) as opened:
        return KnownPeople(opened.people(wanted), opened.roster())


def show(counts: dict[str, object], clock: Phases) -> None:
    sys.stdout.write(json.dumps({**counts, "phases": clock.phases}) + "\n")


class Phases:
    """Seconds of CPU since the phase before; the imports are in none."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}
        self._before = time.process_time()

    def note(self, name: str) -> None:
        now = time.process_time()
        self.phases[name], self._before = round(now - self._before, 3), now


def together(one: Access, other: Access) -> dict[str, Reach]:
    """What holds whether or not members of nested groups count."""
    reached = {id: reach.either(other.by_profile[id]) for id, reach in one.by_profile.items()}
    return {
        **reached,
        "may register synced": one.registers(SYNCED).either(other.registers(SYNCED)),
        "may register device-bound": one.registers(DEVICE_BOUND).either(other.registers(DEVICE_BOUND)),
        "has a passkey that signs in": one.with_key.either(other.with_key),
    }


def write(path: Path, known: KnownPeople, columns: dict[str, Reach]) -> None:
    people = known.people
    found = list(zip(*(marks_of(each, people) for each in columns.values()), strict=True))
    texts = {each: ",".join(map(WORDS.__getitem__, each)) for each in set(found)}
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(("person", *columns)) + "\n")
        stream.writelines(lines(known, found, texts))


def lines(known: KnownPeople, found: list[tuple[str, ...]], texts: dict[tuple[str, ...], str]) -> Iterator[str]:
    for person in known.roster.people(known.people.everyone):
        yield f"{person.sign_in_name},{texts[found[person.ordinal]]}\n"


WORDS = {"0": "no", "1": "yes", "2": "unknown"}


def marks_of(reach: Reach, people: People) -> str:
    """A letter for each ordinal, beginning with the first."""
    length = people.everyone.bits.bit_length()
    surely, possibly = (f"{each.bits:0{length}b}"[::-1] for each in (reach.surely, reach.possibly))
    return surely if surely == possibly else "".join(map(ANSWERS.__getitem__, zip(surely, possibly, strict=True)))


ANSWERS = {("1", "1"): "1", ("0", "1"): "2", ("0", "0"): "0"}


if __name__ == "__main__":
    if sys.argv[1] == "table":
        table(*map(Path, sys.argv[2:]))
    else:
        impact(*map(Path, sys.argv[2:]))
