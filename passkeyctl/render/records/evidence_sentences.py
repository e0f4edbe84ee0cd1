"""What changed, one sentence for each change, for whoever asks later since when something holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.authenticators.display import shortest_names
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import Value
from passkeyctl.render.markdown_text import escaped
from passkeyctl.render.value_text import Words

STATES = {"enabled": "in force", "reportOnly": "in report-only", "disabled": "switched off"}
KINDS = {
    Kind.POLICY: "policy",
    Kind.PROFILE: "passkey profile",
    Kind.STRENGTH: "authentication strength",
    Kind.TARGET: "the row of passkey profiles for",
    Kind.EXCLUDE: "the exclusion from passkeys of",
}
DONE = {Action.CREATE: "was created", Action.UPDATE: "was changed", Action.DELETE: "was deleted"}
AHEAD = {Action.CREATE: "would be created", Action.UPDATE: "would be changed", Action.DELETE: "would be deleted"}
TYPES = {"deviceBound": "device-bound", "synced": "synced"}
MOST_MODELS, MOST_NAMED = 40, 20
USERS = (("users", RefKind.USER), ("groups", RefKind.GROUP), ("roles", RefKind.ROLE))


@dataclass(frozen=True, slots=True)
class Telling:
    """What is needed beside the changes. `at` is when it was done, "" where it is only planned.

    `strengths` are the fields of every strength that a policy may require, by id.
    """

    words: Words
    strengths: Mapping[str, Fields]
    at: str = ""

    def sentences(self, changes: Iterable[ResourceChange]) -> Iterator[str]:
        """Markdown, each without its line end; nothing for what stays as it is."""
        for each in changes:
            if each.action is not Action.NO_OP:
                yield f"{self._begun(each)}{'; '.join((self._verb(each), *self._holds(each)))}."

    def _begun(self, change: ResourceChange) -> str:
        what = KINDS.get(change.address.kind)
        name = self.words.names.of_change(change)
        id = "" if isinstance(change.id, PendingId) or change.id == EVERYONE else f" (id {escaped(change.id)})"
        subject = f"{what} **{escaped(name)}**{id}" if what else f"**{escaped(str(change.address))}**"
        return f"On {self.at} {subject} " if self.at else f"{subject[:1].upper()}{subject[1:]} "

    def _verb(self, change: ResourceChange) -> str:
        verb = (DONE if self.at else AHEAD)[change.action]
        if change.action is not Action.UPDATE:
            return verb
        changed = change.changed("state") if change.address.kind is Kind.POLICY else None
        if changed is not None:
            to_be = "was put" if self.at else "would be put"
            verb = f"{to_be} {_state(changed.planned)} (it was {_state(changed.prior)})"
        paths = [each.path for each in change.changes if each is not changed]
        if not paths:
            return verb
        listed = ", ".join(escaped(each) for each in paths)
        return f"{verb}, and {listed} changed" if changed is not None else f"{verb} ({listed})"

    def _holds(self, change: ResourceChange) -> Iterator[str]:
        """What it is now, or was until it went."""
        fields, is_gone = change.planned, change.planned is None
        fields = change.prior_fields if fields is None else fields
        match change.address.kind:
            case Kind.POLICY:
                yield f"it {'was' if is_gone else 'is'} {_state(fields.get('state'))}"
                yield f"it {'required' if is_gone else 'requires'} {self._requirement(fields)}"
                yield f"it {'was' if is_gone else 'is'} for {self._included(fields)}"
                yield f"excluded: {self._excluded(fields)}"
            case Kind.PROFILE:
                yield f"it {'admitted' if is_gone else 'admits'} {self._admitted(fields)}"
            case Kind.STRENGTH:
                yield f"it {'accepted' if is_gone else 'accepts'} {_words(fields.get('allowedCombinations'))}"
                yield from self._keys_of(fields)
            case Kind.TARGET:
                named = self._named(RefKind.PROFILE, fields.get("profiles"))
                yield f"these people {'had' if is_gone else 'have'} the profiles {named or 'of nobody'}"
            case _:
                return

    def _requirement(self, fields: Fields) -> str:
        strength, controls = fields.get("grant.authenticationStrength"), _members(fields.get("grant.controls"))
        found = [escaped(each) for each in controls]
        if isinstance(strength, str):
            found.append(self._strength(strength))
        word = " and " if fields.get("grant.require") == "all" else " or "
        return word.join(found) or "nothing to be granted access"

    def _strength(self, id: str) -> str:
        name = escaped(self.words.names.of(RefKind.STRENGTH, id) or str(id))
        fields = self.strengths.get(id)
        keys = next(self._keys_of(fields), "") if fields is not None else ""
        return f"the strength **{name}**" + (f", which admits {keys}" if keys else "")

    def _keys_of(self, fields: Fields) -> Iterator[str]:
        if "fido2" in _members(fields.get("allowedCombinations")):
            models = fields.get("fido2.allowedAAGUIDs")
            yield f"passkeys of {self._models(models)}" if models else "passkeys of any model"

    def _admitted(self, fields: Fields) -> str:
        types = " and ".join(TYPES.get(each, each) for each in _members(fields.get("passkeyTypes"))) or "no"
        attested = "with" if fields.get("enforceAttestation") else "without"
        models = self._models(fields.get("keyRestrictions.authenticators"))
        match fields.get("keyRestrictions.behavior"):
            case "allow":
                whose = f"of {models} and no other"
            case "block":
                whose = f"of any model but {models}"
            case _:
                whose = "of any model"
        return f"{types} passkeys {attested} enforced attestation, {whose}"

    def _models(self, models: Value) -> str:
        view, listed = self.words.view, _members(models)
        names = shortest_names(listed, view.catalogue, view.house)
        shown = ", ".join(escaped(each) for each in names[:MOST_MODELS])
        more = f" and {len(names) - MOST_MODELS} more names" if len(names) > MOST_MODELS else ""
        count = "this 1 AAGUID" if len(listed) == 1 else f"these {len(listed)} AAGUIDs"
        return f"{count} ({shown}{more})" if listed else "no model"

    def _included(self, fields: Fields) -> str:
        match fields.get("users.include"):
            case "all":
                return "everybody"
            case "none":
                return "nobody"
            case _:
                return self._people(fields, "include") or "nobody who is named by user, group or role"

    def _excluded(self, fields: Fields) -> str:
        return self._people(fields, "exclude") or "no users, groups or roles"

    def _people(self, fields: Fields, side: str) -> str:
        found = [
            f"the {word if len(ids) > 1 else word.removesuffix('s')} {self._named(kind, fields[path])}"
            for word, kind in USERS
            if (ids := _members(fields.get(path := f"users.{side}.{word}")))
        ]
        if fields.get(f"users.{side}.guests") is not None:
            found.append("guests")
        return ", ".join(found)

    def _named(self, kind: RefKind, ids: Value) -> str:
        names = [self.words.names.of(kind, each) or str(each) for each in _raw(ids)]
        listed = sorted(names, key=lambda each: (each.casefold(), each))
        shown = ", ".join(escaped(each) for each in listed[:MOST_NAMED])
        return shown + (f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else "")


def _state(value: Value) -> str:
    return STATES.get(str(value), escaped(str(value)))


def _words(value: Value) -> str:
    return ", ".join(escaped(each) for each in _members(value)) or "nothing"


def _members(value: Value) -> list[str]:
    return sorted(map(str, _raw(value)))


def _raw(value: Value) -> list[str]:
    """Ids as they are: one that is not known yet knows what it stands for."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, frozenset) else []
