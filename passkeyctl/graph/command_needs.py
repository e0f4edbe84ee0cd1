"""What each command needs for the files at hand, and what a token can do beyond that (docs/permissions.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.graph import permission_rows as rows
from passkeyctl.graph.permission_rows import Needs
from passkeyctl.graph.permissions import gates_of
from passkeyctl.graph.tokens import only_reads
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.needs_of_commands import Excess, Need, RoleNeed, Use, Weight
from passkeyctl.model.reference import Reference, RefKind

PASSKEY_KINDS = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE})
METHOD_KINDS = PASSKEY_KINDS | {Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN}
READS_PEOPLE = frozenset({Use.READINESS, Use.WHO, Use.INVITE})
JUDGES = frozenset({Use.PLAN, Use.APPLY, Use.ROLLOUT})
"""Commands that make a plan, with its rules and the gates of a roll-out."""
READS_SETTINGS = "the command ends before it has read anything"

# No command of this tool needs these; each of them can take a tenant over, or open it.
NEVER = (
    "Directory.ReadWrite",
    "Directory.AccessAsUser",
    "User.ReadWrite",
    "Group.ReadWrite",
    "UserAuthenticationMethod.ReadWrite",
    "Policy.ReadWrite.SecurityDefaults",
    "Policy.ReadWrite.CrossTenantAccess",
    "RoleManagement.ReadWrite",
    "Application.ReadWrite",
    "AppRoleAssignment.ReadWrite",
)
_NARROWER = {"UserAuthenticationMethod.ReadWrite.All": "UserAuthMethod-TAP.ReadWrite.All"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What files ask of a run: their kinds of object, and the names and ids that have to be looked up.

    `configuration` is None where the files could not be understood, or where there are none.
    """

    kinds: frozenset[Kind]
    references: frozenset[Reference] = frozenset()
    configuration: Configuration | None = None

    def names(self, *sorts: RefKind) -> bool:
        return any(each.kind in sorts for each in self.references)

    @property
    def described(self) -> frozenset[Kind]:
        """What files write, and so what an apply may: fewer kinds than are read."""
        if self.configuration is None:
            return self.kinds
        return frozenset(each.address.kind for each in self.configuration.entries)

    @property
    def has_ids(self) -> bool:
        sorts = (RefKind.GROUP, RefKind.USER, RefKind.SERVICE_PRINCIPAL)
        return any(each.kind in sorts and each.id is not None for each in self.references)


def needs_of_command(use: Use, asked: Asked) -> tuple[Need, ...]:
    """Each need once, those without which the command ends first."""
    found = dict[tuple[str, ...], Need]()
    for each in (*_reading(asked), *_writing(use, asked), *_people(use), *_logs(use, asked), *_helpful(use, asked)):
        before = found.get(each.any_of)
        if before is None or _heavier(each, before):
            found[each.any_of] = each
    return tuple(sorted(found.values(), key=lambda each: list(Weight).index(each.weight)))


def needs_of_commands(uses: Iterable[Use], asked: Asked) -> tuple[tuple[Use, Need], ...]:
    return tuple((use, need) for use in uses for need in needs_of_command(use, asked))


def missing_of(needs: Iterable[Need], granted: frozenset[str]) -> tuple[Need, ...]:
    return tuple(each for each in needs if not each.is_met_by(granted))


def excess_of(granted: Iterable[str], uses: Iterable[Use], asked: Asked) -> tuple[Excess, ...]:
    """What a token can write that these commands don't, the never needed first."""
    commands = tuple(uses)
    needed = {name for use in commands for need in needs_of_command(use, asked) if need.writes for name in need.any_of}
    found = (_excess(each, commands, needed) for each in sorted(set(granted)))
    return tuple(sorted((each for each in found if each is not None), key=lambda each: not each.is_never))


def roles_for(use: Use, asked: Asked) -> tuple[RoleNeed, ...]:
    """A delegated permission lets a person do what a role of theirs lets them do."""
    readers = ("Global Reader", "Security Reader", "Security Administrator", "Global Administrator")
    needed = [RoleNeed(readers, "reading settings", "Graph may answer 403 to what is read")]
    if use is Use.APPLY and asked.described & METHOD_KINDS:
        setters = ("Authentication Policy Administrator", "Global Administrator")
        needed.append(RoleNeed(setters, "writing passkeys and other methods", "Graph answers 403 to these writes"))
    if use is Use.APPLY and asked.described - METHOD_KINDS:
        writers = ("Conditional Access Administrator", "Security Administrator", "Global Administrator")
        needed.append(RoleNeed(writers, "writing strengths and policies", "Graph answers 403 to these writes"))
    if use in READS_PEOPLE:
        lookers = ("Global Reader", "Authentication Administrator", "Privileged Authentication Administrator")
        needed.append(RoleNeed(lookers, "reading registered passkeys", "which passkeys people hold stays unknown"))
    if use is Use.INVITE:
        issuers = ("Authentication Administrator", "Privileged Authentication Administrator")
        needed.append(RoleNeed(issuers, "issuing Temporary Access Passes", "no pass is issued"))
    return tuple(needed)


def _heavier(one: Need, other: Need) -> bool:
    order = list(Weight)
    return order.index(one.weight) < order.index(other.weight)


def _excess(permission: str, uses: tuple[Use, ...], needed: set[str]) -> Excess | None:
    if permission in _NARROWER and permission in needed:
        return Excess(permission, is_never=True, why=f"`{_NARROWER[permission]}` is enough")
    if any(permission == each or permission.startswith(each + ".") for each in NEVER):
        return Excess(permission, is_never=True, why="no command of passkeyctl needs it")
    if only_reads(permission) or permission in needed:
        return None
    if not any(each.writes for each in uses):
        return Excess(permission, is_never=False, why=f"{_listed(uses)} only read{'s' if len(uses) == 1 else ''}")
    return Excess(permission, is_never=False, why=f"{_listed(uses)} can do without it")


def _listed(uses: tuple[Use, ...]) -> str:
    return " and ".join(f"`{each.command}`" for each in uses)


def _each(
    needs: Needs, purpose: str, without: str, weight: Weight = Weight.REQUIRED, *, writes: bool = False
) -> Iterator[Need]:
    for row in needs:
        yield Need(row, purpose, without, weight, writes)


def _reading(asked: Asked) -> Iterator[Need]:
    """What every command reads before it does anything, and what the files name."""
    yield from _each(rows.METHODS_READ, "passkeys and other methods", READS_SETTINGS)
    yield from _each(rows.STRENGTHS_READ, "authentication strengths", READS_SETTINGS)
    yield from _each(rows.POLICIES_READ, "Conditional Access, locations, security defaults", READS_SETTINGS)
    yield from _each(rows.GROUPS_READ, "groups", "names of groups don't resolve, and the command ends")
    yield from _each(rows.MEMBERS_READ, "members of groups", "the emergency accounts stay unknown: the command ends")
    if Kind.CONTEXT in asked.kinds or asked.names(RefKind.CONTEXT):
        yield from _each(rows.CONTEXTS_READ, "authentication contexts", "the contexts of the files don't resolve")
    if asked.names(RefKind.USER) or _has_emergency(asked):
        yield from _each(rows.USERS_READ, "users that files name", "names of users don't resolve")
    if asked.names(RefKind.ROLE):
        yield from _each(rows.ROLES_READ, "directory roles that files name", "names of roles don't resolve")
    if asked.names(RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL):
        yield from _each(rows.APPLICATIONS_READ, "applications that files name", "names of applications don't resolve")
    if asked.has_ids:
        yield from _each(rows.DIRECTORY_READ, "objects that files name by id", "these ids can't be looked up")


def _writing(use: Use, asked: Asked) -> Iterator[Need]:
    if use is Use.INVITE:
        yield from _each(rows.PASSES_WRITE, "issuing Temporary Access Passes", "no pass is issued", writes=True)
    if use is not Use.APPLY:
        return
    early = "`apply` ends before it writes"
    yield from _each(rows.METHODS_WRITE, "writing passkeys and other methods", early, writes=True)
    yield from _each(rows.STRENGTHS_WRITE, "writing authentication strengths", early, writes=True)
    for each in rows.POLICIES_WRITE:
        yield Need(each, "writing Conditional Access policies", early, writes="ReadWrite" in each[0])
    if Kind.CONTEXT in asked.described:
        yield from _each(rows.CONTEXTS_WRITE, "writing authentication contexts", "Graph refuses them", writes=True)


def _people(use: Use) -> Iterator[Need]:
    if use not in READS_PEOPLE:
        return
    unknown = Weight.ASKED
    yield from _each(rows.REPORT_READ, "what people have registered", "who has registered what stays unknown", unknown)
    yield from _each(rows.PASSKEYS_READ, "which passkeys people hold", "their models stay unknown", unknown)
    yield from _each(rows.USERS_READ, "people", "whether accounts are enabled stays unknown", unknown)
    yield from _each(rows.ASSIGNMENTS_READ, "who holds roles", "who a role reaches stays unknown", unknown)
    yield from _each(rows.ELIGIBILITIES_READ, "who may activate roles", "anybody may be eligible", unknown)
    if use is Use.WHO:
        yield from _each(rows.PASSES_READ, "whether a pass waits", "whether a pass waits stays unknown", unknown)
        yield from _each(rows.WHAT_IF_READ, "Graph's What If (--compare-graph)", "only our own answer", Weight.HELPFUL)


def _logs(use: Use, asked: Asked) -> Iterator[Need]:
    if use is Use.DRIFT:
        yield from _each(rows.AUDITS_READ, "who changed what", "since when, and by whom, stays unknown", Weight.ASKED)
    if asked.configuration is None or use not in JUDGES | {Use.DRIFT}:
        return
    closed, emergency = "gates that ask for it stay closed", asked.configuration.emergency
    gates = gates_of(asked.configuration.rollout)
    if gates.ask_logs:
        yield from _each(rows.SIGN_INS_READ, "logs that gates are measured by", closed, Weight.ASKED)
    if gates.ask_people:
        yield from _each(rows.REPORT_READ, "what people have registered", closed, Weight.ASKED)
        yield from _each(rows.PASSKEYS_READ, "which passkeys people hold", closed, Weight.ASKED)
    tested = use in JUDGES and emergency is not None and emergency.last_tested_within is not None
    if gates.ask_emergency or tested:
        why = "when the emergency accounts signed in stays unknown"
        yield from _each(rows.REPORT_READ, "last sign-ins of emergency accounts", why, Weight.ASKED)
        yield Need(("User.Read.All",), "last sign-ins of emergency accounts", why, Weight.ASKED)


def _helpful(use: Use, asked: Asked) -> Iterator[Need]:
    """What single rules of a plan ask about, and names for the reader."""
    yield from _each(
        rows.ORGANIZATION_READ, "the tenant's own entry", "its name and domains stay unknown", Weight.HELPFUL
    )
    if use in JUDGES:
        yield from _of_rules(asked)


def _of_rules(asked: Asked) -> Iterator[Need]:
    files = asked.configuration
    requires, expected = (files.requires, files.expectations) if files is not None else (None, None)
    is_asked = bool((requires and requires.licences) or (expected and expected.licences))
    lighter = Weight.ASKED if is_asked else Weight.HELPFUL
    yield from _each(rows.LICENCES_READ, "licences", "whether licences suffice stays unknown", lighter)
    if Kind.POLICY in asked.described:
        joins = expected is not None and expected.requires_mfa_to_join is not None
        lighter = Weight.ASKED if joins else Weight.HELPFUL
        yield from _each(rows.DEVICES_READ, "how devices join", "CAP405 is not checked", lighter)
        yield from _each(rows.FEDERATION_READ, "federated domains", "STR307 is not checked", Weight.HELPFUL)
    if _has_emergency(asked):
        wanted = files is not None and files.emergency is not None and files.emergency.registered_method is not None
        lighter = Weight.ASKED if wanted else Weight.HELPFUL
        yield from _each(rows.PASSKEYS_READ, "passkeys of emergency accounts", "EMG503 is not checked", lighter)


def _has_emergency(asked: Asked) -> bool:
    return asked.configuration is not None and asked.configuration.emergency is not None
