"""What policy tests are judged by: a state of the tenant, what names stand for in it, and where people come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.errors import PasskeyctlError
from passkeyctl.insight.policy_tests.names import Naming
from passkeyctl.insight.policy_tests.resolving import FindPerson
from passkeyctl.insight.policy_tests.tested import Variant
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.directory import Directory
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.policy_tests import NamedPerson


@dataclass(frozen=True, slots=True)
class Ground:
    """`judged` says in a line what is judged; `notices` are for stderr. `tenant` is its name, as far as it is known."""

    tenant: str
    judged: str
    state: TenantState
    directory: Directory
    naming: Naming
    find: FindPerson
    notices: tuple[str, ...] = ()


def words_of(planned: int | None) -> str:
    """`planned`: how many changes the files make; None where there are no files."""
    if planned is None:
        return "the tenant as it is"
    changes = "1 change" if planned == 1 else f"{planned} changes"
    return (
        f"the tenant as the files leave it ({changes})" if planned else "the tenant, in which the files change nothing"
    )


def kept_people(path: Path | None, groups: frozenset[str]) -> FindPerson:
    """Real people from what is kept on this machine; no request."""

    def find(named: NamedPerson) -> Variant | Diagnostic:
        from passkeyctl.cli.who.states import the_person

        try:
            person, people = the_person(_known(named.written, path, groups))
        except PasskeyctlError as fault:
            return said_at(named, fault)
        return Variant(people, person.ordinal)

    return find


def found_people(people: Mapping[str, Variant | Diagnostic]) -> FindPerson:
    """Those that were looked up before."""
    return lambda named: people[named.written]


def said_at(named: NamedPerson, fault: PasskeyctlError) -> Diagnostic:
    return error("", fault.summary, source=named.source, hint=fault.hint, detail=fault.detail)


def _known(written: str, path: Path | None, groups: frozenset[str]) -> KnownPeople:
    from passkeyctl.census.census import Census
    from passkeyctl.cli.who.offline import the_one

    if path is None or not path.is_file():
        hint = "read them with `passkeyctl readiness`, or describe the person in the test"
        raise PasskeyctlError(
            f"`{written}` is a real person, and nothing is kept about this tenant's people", hint=hint
        )
    with Census.open(path) as census:
        return census.one(the_one(written, census.find(written)), groups)
