"""Policy tests: what administrators expect of the policies, for a person, a sign-in and passkeys of theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.people import KeyModel
from passkeyctl.model.reference import Reference


@dataclass(frozen=True, slots=True)
class HeldPasskey:
    """A passkey that a described person has; where the name stands for several, nobody says which of `keys` it is."""

    written: str
    keys: tuple[KeyModel, ...]
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """Somebody who is nobody: what is not said of them is not so. `guest` is the kind of guest, None for a member.

    `methods` are words of Graph's report; `has_pass`: they hold a Temporary Access Pass that is good right now.
    """

    groups: tuple[Reference, ...] = ()
    roles: tuple[Reference, ...] = ()
    eligible_roles: tuple[Reference, ...] = ()
    guest: str | None = None
    methods: frozenset[str] = frozenset()
    passkeys: tuple[HeldPasskey, ...] = ()
    has_pass: bool = False

    @property
    def references(self) -> tuple[Reference, ...]:
        return (*self.groups, *self.roles, *self.eligible_roles)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A real person, by sign-in name, id or display name."""

    written: str
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class WrittenSignIn:
    """What a test says of a sign-in; None: not said, so that what hangs on it stays open.

    `meets` are grant controls that device and app meet. A `resource` may be a word such as `Office 365`.
    """

    resource: Reference | None = None
    user_action: str | None = None
    context: Reference | None = None
    platform: str | None = None
    client_app: str | None = None
    address: IPv4Address | IPv6Address | None = None
    country: str | None = None
    location: Reference | None = None
    sign_in_risk: str | None = None
    user_risk: str | None = None
    insider_risk: str | None = None
    flow: str | None = None
    meets: frozenset[str] = frozenset()

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(each for each in (self.resource, self.context, self.location) if each is not None)


class Access(StrEnum):
    """What becomes of a sign-in. NEEDS: nothing blocks it, and something is asked that the person can't do yet."""

    GRANTED = "granted"
    BLOCKED = "blocked"
    NEEDS = "needs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WrittenDemand:
    """Alternatives of which one is enough: controls, or strengths as references."""

    written: str
    controls: frozenset[str]
    strengths: tuple[Reference, ...]
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What is expected of a sort of passkey or of some models: yes, no, or None for unknown.

    `sort` is `synced`, `deviceBound` or `unattested`, or empty where models are meant, each of them; `keys` are all the
    passkeys that these models can hold.
    """

    written: str
    sort: str
    keys: tuple[KeyModel, ...]
    holds: bool | None
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """None: nothing is expected of it. `needs` is all that is left to do, `asks` is among what is asked."""

    access: Access | None = None
    access_source: SourceRange | None = field(default=None, compare=False)
    needs: tuple[WrittenDemand, ...] = ()
    asks: tuple[WrittenDemand, ...] | None = None
    may_register: tuple[WrittenAnswer, ...] = ()
    signs_in_with: tuple[WrittenAnswer, ...] = ()

    @property
    def demands(self) -> tuple[WrittenDemand, ...]:
        return (*self.needs, *(self.asks or ()))

    @property
    def is_of_a_sign_in(self) -> bool:
        return self.access is not None or self.asks is not None


@dataclass(frozen=True, slots=True)
class WrittenPolicy:
    """A Conditional Access policy by its key in the files, its name or its id."""

    written: str
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """One test; `name` is made up from what it says where the file has none."""

    name: str
    person: DescribedPerson | NamedPerson
    sign_in: WrittenSignIn | None
    expected: Expectation
    source: SourceRange = field(compare=False)
    as_if_enabled: tuple[WrittenPolicy, ...] | None = ()
    """Report-only policies that count as enabled; None: all of them."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every name that has to stand for something."""
        described = self.person.references if isinstance(self.person, DescribedPerson) else ()
        return (*described, *(self.sign_in.references if self.sign_in is not None else ()))
