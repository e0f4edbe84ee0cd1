"""What an import knows by an id or by a placeholder only: a variable, which whoever plans it gives its value."""

from __future__ import annotations

from dataclasses import dataclass, field

from passkeyctl.config.scalars import quoted
from passkeyctl.export.local_ids import slug
from passkeyctl.export.nodes import Mapped, Pair, Scalar
from passkeyctl.export.yaml_text import can_say, scalar
from passkeyctl.model.reference import RefKind

TYPES = {
    RefKind.GROUP: "group",
    RefKind.USER: "user",
    RefKind.ROLE: "role",
    RefKind.APPLICATION: "application",
    RefKind.LOCATION: "location",
    RefKind.STRENGTH: "strength",
}
ANYTHING = "string"


@dataclass(slots=True)
class Variables:
    """The variables that the files use, by name, and the id that each was made for."""

    declared: dict[str, Mapped] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def known_by_id(self, kind: RefKind, id: str, hint: str) -> Scalar:
        """The id is its value as it stands; `hint` is what the source calls it."""
        return self._use(kind, id, id[:8], Pair("default", Scalar(scalar(id))), hint)

    def named(self, kind: RefKind, id: str, name: str) -> Scalar:
        """The source has a name and no id for it."""
        return self._use(kind, id, name, Pair("default", Scalar(scalar(name))), "")

    def required(self, kind: RefKind | None, id: str, text: str) -> Scalar:
        """The source has a placeholder, which says nothing that could be planned."""
        # With the id that was made for it, a plan against the same source knows which placeholder it is.
        said = f"the source says {text}; {id} in a plan against it"
        described = Pair("description", Scalar(scalar(said if can_say(said) else f"{id} in a plan against the source")))
        return self._use(kind, id, text, Pair("required", Scalar("true")), "", described)

    def _use(self, kind: RefKind | None, id: str, text: str, value: Pair, hint: str, *more: Pair) -> Scalar:
        word = TYPES.get(kind, ANYTHING) if kind is not None else ANYTHING
        start = f"{word}-{slug(text, id[:8])}"
        name = start if self._ids.get(start, id) == id else f"{start}-{id[:8]}"
        self._ids[name] = id
        self.declared[name] = Mapped((Pair("type", Scalar(word)), value, *more), hint)
        return Scalar(quoted(f"${{{name}}}"), hint)
