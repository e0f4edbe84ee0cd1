"""What becomes of people: the figures of one change, and of a whole plan."""

from __future__ import annotations

from dataclasses import dataclass, fields

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


@dataclass(frozen=True, slots=True)
class LostProfile:
    """Those whose lost keys this profile accepted before."""

    id: str
    name: str
    holders: Reach


@dataclass(frozen=True, slots=True)
class Demand:
    """A policy that comes to ask more, or of whom more can't do what it asks. `requirement` is for showing."""

    address: Address | None
    id: str
    name: str
    requirement: str
    required: Reach
    unable: Reach


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people stand how, at one moment: one column of the table."""

    may_register_synced: Reach
    may_register_device_bound: Reach
    may_register_unattested: Reach
    reached_by_no_profile: Reach
    excluded: Reach
    hold_accepted: Reach
    hold_only_refused: Reach
    required_phishing_resistant: Reach

    @property
    def reaches(self) -> dict[str, Reach]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def either(self, other: Standing) -> Standing:
        theirs = other.reaches
        return Standing(**{name: reach.either(theirs[name]) for name, reach in self.reaches.items()})
