"""How the sandbox behaves where Graph's documentation is silent or Graph is slow.

Each open question is one switch (docs/graph-facts.md lists them); `VARIANTS` has every answer to each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "nested_patch": ("merge", "replace"),
    "profile_ids": ("kept", "replaced"),
    "equal_profile_names": ("refused", "accepted"),
    "targeted_profile_deletion": ("refused", "cascades"),
    "preview_policies": ("hidden", "refused", "cut"),
    "campaign_patch": ("merge", "replace"),
    "campaign_beta_member": ("kept", "reset"),
    "licence": ("p2", "p1", "free"),
    "passkeys": ("profiles", "legacy"),
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The switches of one sandbox.

    `preview_policies`: v1.0 leaves out a policy that uses something of beta's, refuses the list, or shows the policy
    without it. `page_size` caps every list; `throttle` allows one Conditional Access request a second and sends no
    Retry-After; `directory_throttle` is the number of directory requests in ten seconds (0: no limit), which sends one,
    `report_throttle` that of reports and of people's methods. Below `licence` p1 there is no report of registered
    methods, below p2 there are no eligible roles. With `passkeys` legacy, the tenant is filled as one without
    profiles. `lag` is the number of reads after a write that still show the state before it, `lag_seconds` the same in
    time.
    """

    nested_patch: Literal["merge", "replace"] = "merge"
    profile_ids: Literal["kept", "replaced"] = "replaced"
    equal_profile_names: Literal["refused", "accepted"] = "accepted"
    targeted_profile_deletion: Literal["refused", "cascades"] = "refused"
    preview_policies: Literal["hidden", "refused", "cut"] = "hidden"
    campaign_patch: Literal["merge", "replace"] = "merge"
    campaign_beta_member: Literal["kept", "reset"] = "kept"
    page_size: int | None = None
    throttle: bool = False
    directory_throttle: int = 0
    report_throttle: int = 0
    licence: Literal["p2", "p1", "free"] = "p2"
    passkeys: Literal["profiles", "legacy"] = "profiles"
    lag: int = 0
    lag_seconds: float = 0.0
    latency_ms: int = 0

    def to_json(self) -> JsonObject:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, JsonValue]) -> Behaviour:
        """Read the switches back; a switch that is not there keeps its default."""
        known = {field.name: field.default for field in fields(cls)}
        for name, value in document.items():
            if name not in known:
                raise PasskeyctlError(
                    f"`{name}` is no switch of the sandbox",
                    hint=f"the switches are {', '.join(sorted(known))}",
                )
            _check(name, value, known[name])
        return cls(**document)  # type: ignore[arg-type]  # every value was checked just above

    def but(self, **switches: JsonValue) -> Behaviour:
        """The same behaviour with some switches set anew, checked like `from_json`."""
        return self.from_json({**self.to_json(), **switches})


def _check(name: str, value: JsonValue, default: object) -> None:
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise PasskeyctlError(f"`{value}` is no value of `{name}`", hint=f"use {' or '.join(_CHOICES[name])}")
    elif name == "throttle":
        if not isinstance(value, bool):
            raise PasskeyctlError("`throttle` is either true or false")
    elif not _is_amount(value, whole=not isinstance(default, float), optional=default is None):
        raise PasskeyctlError(f"`{name}` takes a number from zero up, not `{value}`")


def _is_amount(value: JsonValue, *, whole: bool, optional: bool) -> bool:
    if value is None:
        return optional
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value >= (1 if optional else 0) and (isinstance(value, int) or not whole)


DEFAULT = Behaviour()

# Both answers to each open question, one changed at a time, and all of them changed together. The third answer of
# `preview_policies` shows another tenant, not another way to write one: it has tests of its own.
VARIANTS: tuple[Behaviour, ...] = (
    DEFAULT,
    replace(DEFAULT, nested_patch="replace"),
    replace(DEFAULT, profile_ids="kept"),
    replace(DEFAULT, equal_profile_names="refused"),
    replace(DEFAULT, targeted_profile_deletion="cascades"),
    replace(DEFAULT, preview_policies="refused"),
    replace(DEFAULT, campaign_patch="replace"),
    replace(DEFAULT, campaign_beta_member="reset"),
    Behaviour("replace", "kept", "refused", "cascades", "refused", "replace", "reset"),
)
