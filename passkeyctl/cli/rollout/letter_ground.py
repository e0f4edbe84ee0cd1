"""What letters are about: the settings and the cohorts, from files alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.errors import PasskeyctlError
from passkeyctl.insight.readiness.readiness import Readiness
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.letters.assuming import described
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.reference import Reference, RefKind

EVERYBODY = "Everybody"


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort; without people there is no `readiness`."""

    id: str
    name: str
    readiness: Readiness | None = None

    @property
    def count(self) -> int | None:
        return None if self.readiness is None else len(self.readiness.counted)


@dataclass(frozen=True, slots=True)
class Ground:
    state: TenantState
    rows: tuple[Row, ...]
    all_names: Mapping[tuple[RefKind, str], str]
    organisation: str
    domain: str | None = None
    tenant_id: str = ""
    known: KnownPeople | None = None

    def names(self, kind: RefKind) -> Mapping[str, str]:
        return {id: name for (each, id), name in self.all_names.items() if each is kind}


def ground_of_files(configuration: Configuration, cohorts: Sequence[str]) -> Ground:
    """No sign-in, no request: groups are called what the files call them."""
    found = described(configuration)
    tenant = configuration.tenant
    return Ground(
        found.state,
        rows_of(found.state, found.names, configuration, cohorts),
        found.names,
        organisation_of(configuration),
        domain=tenant.domain if tenant is not None else None,
    )


def organisation_of(configuration: Configuration) -> str:
    """What the files call the tenant, if anything that people would recognise."""
    tenant = configuration.tenant
    return "" if tenant is None or tenant.name in (tenant.domain, tenant.id) else tenant.name


def rows_of(
    state: TenantState,
    names: Mapping[tuple[RefKind, str], str],
    configuration: Configuration,
    cohorts: Sequence[str],
) -> tuple[Row, ...]:
    """The cohorts that are named, in that order; without any, every group that may register but emergency access."""
    rows = {each.id: _row(each.id, names) for each in state.of(Kind.TARGET)}
    if not rows:
        raise PasskeyctlError("nobody is among `passkeys.targets`", hint="letters are for groups that may register")
    if cohorts:
        return tuple(dict.fromkeys(_named(each, rows, configuration) for each in cohorts))
    emergency = configuration.emergency
    left_out = _words(emergency.group) if emergency is not None and emergency.group is not None else frozenset()
    kept = (each for each in rows.values() if not left_out & {each.id, each.name})
    return tuple(sorted(kept, key=lambda each: (each.name.casefold(), each.id)))


def _row(id: str, names: Mapping[tuple[RefKind, str], str]) -> Row:
    return Row(id, EVERYBODY if id == EVERYONE else names.get((RefKind.GROUP, id), id))


def _named(written: str, rows: Mapping[str, Row], configuration: Configuration) -> Row:
    alias = configuration.groups.get(written)
    words = _words(alias) if alias is not None else frozenset({unicodedata.normalize("NFC", written), written.lower()})
    if written in ("everyone", "all_users"):
        words |= {EVERYONE}
    found = [each for each in rows.values() if words & {each.id, each.name}]
    if len(found) == 1:
        return found[0]
    listed = sorted(f"`{each.name}` ({each.id})" for each in found or rows.values())
    if found:
        raise PasskeyctlError(f"`{written}` names {len(found)} groups", hint="write the id", detail=listed)
    raise PasskeyctlError(
        f"no row of `passkeys.targets` is for `{written}`", hint="name one of those that are listed", detail=listed
    )


def _words(reference: Reference) -> frozenset[str]:
    """What may stand for a group: its id where it is known, else its name."""
    if reference.id is not None:
        return frozenset({reference.id})
    return frozenset({unicodedata.normalize("NFC", reference.name or reference.written)})
