"""Names in policy tests -> ids. A name that stands for nothing is an error: it must not look like not being in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.identity import exact
from passkeyctl.insight.policy_tests.tested import Demand, Options
from passkeyctl.insight.sign_in.known_resources import WORDS
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.conditional_access import GRANT_CONTROLS
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.policy_tests import WrittenDemand, WrittenPolicy
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES, built_in_role
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS, built_in_strength
from passkeyctl.unresolved import OWN_KINDS, READ_ON_DEMAND

CODE = "CAP401"
_OWN = {**OWN_KINDS, **READ_ON_DEMAND}


@dataclass(frozen=True, slots=True)
class Naming:
    """What names may stand for in one state. `local` are the ids of what the files describe, by kind and key.

    `hint` says what to do about a group or role that is not there.
    """

    state: TenantState
    objects: tuple[DirectoryObject, ...]
    local: Mapping[tuple[Kind, str], str]
    hint: str

    def id_of(self, reference: Reference) -> str | Diagnostic:
        if reference.kind in _OWN:
            return self._own(reference)
        if reference.kind is RefKind.APPLICATION and reference.id in WORDS:
            return reference.id
        return self._in_directory(reference)

    def options(self, demand: WrittenDemand) -> Options | Diagnostic:
        """The demands of which one is enough."""
        ids = [self._own(each, GRANT_CONTROLS) for each in demand.strengths]
        wrong = next((each for each in ids if isinstance(each, Diagnostic)), None)
        if wrong is not None:
            return wrong
        strengths = (Demand(str(each), is_strength=True) for each in ids)
        return frozenset((*(Demand(each) for each in demand.controls), *strengths))

    def policy(self, written: WrittenPolicy) -> str | Diagnostic:
        """One that is switched off is a slip; one in force may have been put there by a stage of the roll-out."""
        held = self.state.of(Kind.POLICY)
        by_key = self.local.get((Kind.POLICY, written.written))
        named = [each for each in held if by_key == each.id or written.written.lower() == each.id]
        named = named or [each for each in held if exact(each.name) == exact(written.written)]
        reference = Reference(RefKind.STRENGTH, written.written, source=written.source)
        if len(named) != 1:
            keys = (key for of, key in self.local if of is Kind.POLICY)
            return _fault(
                reference, [each.id for each in named], (*keys, *(each.name for each in held)), NO_POLICY, POLICY
            )
        if named[0].fields["state"] not in ("reportOnly", "enabled"):
            state = f"`{written.written}` is {named[0].fields['state']}, not report-only"
            return error("", state, source=written.source, hint="take it out of `asIfEnabled`")
        return named[0].id

    def _own(self, reference: Reference, also: tuple[str, ...] = ()) -> str | Diagnostic:
        """What the files describe by its key, then by id or name whatever the state holds; `also` may be meant."""
        kind, written = _OWN[reference.kind], reference.name or reference.id or ""
        held = [(each.id, each.name) for each in self.state.of(kind)]
        held += [(each.id, each.name) for each in self.objects if each.kind is reference.kind]
        known = self.local.get((kind, written))
        if known is not None:
            return known
        named = sorted({id for id, name in held if reference.id == id or exact(name) == exact(written)})
        if len(named) == 1:
            return named[0]
        built_in = self._built_in(kind, written) if not named else None
        if built_in is not None:
            return built_in
        names = (*(key for of, key in self.local if of is kind), *(name for _, name in held), *also)
        return _fault(reference, named, names, f"describe it under `{kind}`, or correct the name")

    def _built_in(self, kind: Kind, written: str) -> str | None:
        if kind is not Kind.STRENGTH:
            return None
        return written if written in BUILT_IN_STRENGTHS else built_in_strength(written)

    def _in_directory(self, reference: Reference) -> str | Diagnostic:
        of_kind = [each for each in self.objects if each.kind is reference.kind]
        hint = APPLICATION if reference.kind is RefKind.APPLICATION else self.hint
        if reference.id is not None:
            is_known = any(each.id == reference.id for each in of_kind) or _is_built_in(reference)
            return reference.id if is_known else _fault(reference, [], (), hint)
        name = exact(reference.name or "")
        named = sorted({each.id for each in of_kind if exact(each.name) == name and each.is_security_group})
        if len(named) == 1:
            return named[0]
        built_in = built_in_role(name) if reference.kind is RefKind.ROLE and not named else None
        if built_in is not None:
            return built_in
        roles = BUILT_IN_ROLES if reference.kind is RefKind.ROLE else ()
        return _fault(reference, named, (*(each.name for each in of_kind), *roles), hint)


def _is_built_in(reference: Reference) -> bool:
    """An application's id needs nobody's word: what is signed in to may be in no policy."""
    is_role = reference.kind is RefKind.ROLE and reference.id in BUILT_IN_ROLES.values()
    return is_role or reference.kind is RefKind.APPLICATION


def objects_in(*directories: Directory) -> tuple[DirectoryObject, ...]:
    """Everything that they found or have a name for; what was found says more."""
    found: dict[tuple[RefKind, str], DirectoryObject] = {}
    for each in directories:
        for (kind, id), name in each.names.items():
            found.setdefault((kind, id), DirectoryObject(kind, id, name))
    for each in directories:
        found.update({(one.kind, one.id): one for candidates in each.found.values() for one in candidates})
    return tuple(found.values())


def local_ids(changes: Iterable[ResourceChange]) -> dict[tuple[Kind, str], str]:
    """Of all that the files describe and that is there afterwards."""
    return {
        (each.address.kind, each.address.local): each.id
        for each in changes
        if each.planned is not None and not each.address.is_unlisted
    }


APPLICATION = "use the name of its service principal as the tenant has it, or write its application id"
POLICY, NO_POLICY = "Conditional Access policy", "describe it under `conditionalAccess`, or correct the name"


def _fault(reference: Reference, named: list[str], known: Iterable[str], hint: str, what: str = "") -> Diagnostic:
    if len(named) > 1:
        summary = f"{len(named)} objects are called `{reference.written}` ({what or reference.kind})"
        return error(CODE, summary, source=reference.source, detail=[f"`{each}`" for each in named],
                     hint="write the id of the one that is meant")  # fmt: skip
    close = _close(reference.written, known)
    return error(
        CODE,
        f"`{reference.written}` is no {what or reference.kind} that is known here",
        source=reference.source,
        hint=f"did you mean `{close}`?" if close is not None else hint,
    )


def _close(written: str, known: Iterable[str]) -> str | None:
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(_folded(each), each)
    close = get_close_matches(_folded(written), list(folded), n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
