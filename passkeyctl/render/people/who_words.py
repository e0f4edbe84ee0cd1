"""Words for what is said of one person: answers, chains of evidence, models."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.insight.passkeys.models import Extent
from passkeyctl.insight.passkeys.models import Models as ModelSet
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement
from passkeyctl.model.people import KeyModel
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value
from passkeyctl.render.lines import Role
from passkeyctl.render.naming import Names, unmistakable
from passkeyctl.render.people.who_report import Models

ANSWERS = {True: "yes", False: "no", None: "not known"}
ROLES = {True: Role.CREATE, False: Role.DELETE, None: Role.WARNING}
UNREAD_POLICY = "in the beta list only, so what it asks is not known"
NESTING = "hangs on whether members of groups inside a group count for passkeys, which Microsoft does not say"
KINDS = {
    LinkKind.USER: RefKind.USER,
    LinkKind.GROUP: RefKind.GROUP,
    LinkKind.TARGET: RefKind.GROUP,
    LinkKind.EXCLUDE: RefKind.GROUP,
    LinkKind.ROLE: RefKind.ROLE,
    LinkKind.PROFILE: RefKind.PROFILE,
}
NOWHERE = {
    "passkeys.targets": "no row of the passkey policy has them",
    "users.include": "its users leave them out",
    "workloadIdentities": "it is for workload identities",
    "methods": "no method is registered",
}


@dataclass(frozen=True, slots=True)
class WhoWords:
    names: Names
    models: Models

    def chain(self, chain: Chain) -> str:
        """`SG-Pilot (direct) -> its row -> profile Keys -> passkeyTypes: deviceBound`."""
        parts = [self.link(each, chain[place - 1] if place else None) for place, each in enumerate(chain)]
        return " -> ".join(parts)

    def link(self, link: Link, previous: Link | None = None) -> str:
        match link.kind:
            case LinkKind.EVERYONE:
                return "everyone"
            case LinkKind.GROUP:
                return f"{self.name(link)} ({_membership(link)})"
            case LinkKind.TARGET | LinkKind.EXCLUDE:
                word = "row" if link.kind is LinkKind.TARGET else "exclude"
                return f"its {word}" if previous and previous.id == link.id else f"the {word} of {self.name(link)}"
            case LinkKind.PROFILE:
                return f"profile {self.name(link)}"
            case LinkKind.ROLE:
                return f"role {self.name(link)}" + ("" if link.holds else " (eligible, or not read)")
            case LinkKind.USER:
                return "named themselves" if link.holds else f"named as {link.id}"
            case LinkKind.GUESTS:
                return "guests and external users" + ("" if link.holds else " (not known whether they are meant)")
            case LinkKind.NOT_A_GUEST:
                return "guests register no passkeys here" if link.holds is False else "not known whether a guest"
            case LinkKind.METHOD:
                return link.id
            case LinkKind.NOTHING:
                return NOWHERE.get(link.id, link.id)
            case LinkKind.UNREAD:
                return f"{link.id} was not read"
            case LinkKind.SETTING:
                return self.setting(link)

    def setting(self, link: Link) -> str:
        if link.id.startswith(("users.", "targets", "exclude", "include")):
            return link.id  # whom it names stands before it
        return f"{link.id}: {self.value(link.id, link.value)}"

    def value(self, path: str, value: Value) -> str:
        match value:
            case None:
                return "not set"
            case bool():
                return "true" if value else "false"
            case frozenset() if path.endswith("authenticators"):
                return self.models.several(frozenset(str(each) for each in value)) or "none"
            case frozenset():
                return ", ".join(sorted(str(each) for each in value)) or "none"
            case Guests():
                return ", ".join(sorted(value.types)) or "guests or external users"
            case FilterRule():
                return f"{value.mode} {value.rule}"
            case SignInFrequency():
                return str(value)
            case _:
                return str(value)

    def name(self, link: Link) -> str:
        found = self.names.of(KINDS.get(link.kind), link.id)
        return unmistakable(found) if found is not None else link.id

    def key(self, model: KeyModel) -> str:
        kind = {"deviceBound": "device-bound", "synced": "synced"}.get(model.passkey_type or "", "of unknown type")
        attested = {True: "attested", False: "not attested", None: "attestation unknown"}[model.is_attested]
        return f"{self.models.of(model.aaguid)}, {kind}, {attested}"

    def model_set(self, found: ModelSet) -> str:
        match found.extent:
            case Extent.ANY:
                return "any model"
            case Extent.NONE:
                return "no model"
            case Extent.ONLY:
                return f"only {self.models.several(found.aaguids)}"
            case Extent.ALL_BUT:
                return f"any model but {self.models.several(found.aaguids)}"
            case Extent.UNKNOWN:
                return "which models is not known"


def _membership(link: Link) -> str:
    if link.holds is None:
        return "members not read"
    return {True: "direct", False: "through a group in it", None: "member"}[link.is_direct]


def answer_of(statement: Statement) -> str:
    return "hangs on nesting" if statement.hangs_on_nesting else ANSWERS[statement.holds]
