"""What becomes of people: the figures of one change, and of a whole plan."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from passkeyctl.model.address import Address
from passkeyctl.model.crowds import NONE, Crowd, Reach
from passkeyctl.model.people import KeyModel


@dataclass(frozen=True, slots=True)
class Effect:
    """Who is affected in which way. Disabled accounts are in none of these.

    `no_other_passkey` and `no_other_method` are part of `lose_keys`: they keep no accepted passkey, and none of the
    other methods that Graph reports. `unable` could not satisfy a policy, `required` come under a stricter demand.
    """

    may_register_synced: Reach = NONE
    may_register_unattested: Reach = NONE
    gain_access: Reach = NONE
    lose_access: Reach = NONE
    lose_keys: Reach = NONE
    no_other_passkey: Reach = NONE
    no_other_method: Reach = NONE
    required: Reach = NONE
    unable: Reach = NONE

    @property
    def reaches(self) -> dict[str, Reach]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def anybody(self) -> Crowd:
        found = Crowd()
        for each in self.reaches.values():
            found |= each.possibly
        return found

    def either(self, other: Effect) -> Effect:
        theirs = other.reaches
        return Effect(**{name: reach.either(theirs[name]) for name, reach in self.reaches.items()})

    def __and__(self, other: Effect) -> Effect:
        theirs = other.reaches
        return Effect(**{name: reach & theirs[name] for name, reach in self.reaches.items()})

    def __or__(self, other: Effect) -> Effect:
        theirs = other.reaches
        return Effect(**{name: reach | theirs[name] for name, reach in self.reaches.items()})

    def among(self, people: Reach) -> Effect:
        return Effect(**{name: reach & people for name, reach in self.reaches.items()})


NOTHING = Effect()


@dataclass(frozen=True, slots=True)
class LostKey:
    """One model of registered passkeys that stops being accepted, with those of `holders` who keep nothing else."""

    key: KeyModel
    holders: Reach
    no_other_passkey: Reach
    no_other_method: Reach

    def among(self, people: Reach) -> LostKey:
        return LostKey(self.key, self.holders & people, self.no_other_passkey & people, self.no_other_method & people)

    def either(self, other: LostKey) -> LostKey:
        return LostKey(
            self.key,
            self.holders.either(other.holders),
            self.no_other_passkey.either(other.no_other_passkey),
            self.no_other_method.either(other.no_other_method),
        )


@dataclass(frozen=True, slots=True)
class LostProfile:
    """Those whose lost keys this profile accepted before."""

    id: str
    name: str
    holders: Reach

    def among(self, people: Reach) -> LostProfile:
        return LostProfile(self.id, self.name, self.holders & people)

    def either(self, other: LostProfile) -> LostProfile:
        return LostProfile(self.id, self.name, self.holders.either(other.holders))


@dataclass(frozen=True, slots=True)
class Demand:
    """A policy that asks more people than before, or asks what fewer can do. `requirement` is for showing.

    `cause` is the change of the policy or of its strength; None where only passkeys change. `strength` is the id of a
    strength that changes as well. `unable` is by what Graph
    reports of methods: certificates and other identity providers are not in it. Without `is_about_methods` nobody is
    counted: devices are not read, and who is blocked is blocked on purpose.
    """

    cause: Address | None
    id: str
    name: str
    requirement: str
    required: Reach
    unable: Reach
    is_about_methods: bool = True
    strength: str | None = None

    def either(self, other: Demand) -> Demand:
        return replace(self, required=self.required.either(other.required), unable=self.unable.either(other.unable))

    def among(self, people: Reach) -> Demand:
        return replace(self, required=self.required & people, unable=self.unable & people)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people stand how, at one moment: one column of the table.

    `required` are in scope of a policy that the plan changes, or whose strength it changes, while it is in force.
    """

    may_register_synced: Reach
    may_register_device_bound: Reach
    may_register_unattested: Reach
    reached_by_no_profile: Reach
    excluded: Reach
    hold_accepted: Reach
    hold_only_refused: Reach
    required: Reach

    @property
    def reaches(self) -> dict[str, Reach]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def either(self, other: Standing) -> Standing:
        theirs = other.reaches
        return Standing(**{name: reach.either(theirs[name]) for name, reach in self.reaches.items()})

    def among(self, people: Reach) -> Standing:
        return Standing(**{name: reach & people for name, reach in self.reaches.items()})
