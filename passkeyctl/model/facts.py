"""Facts about a tenant that are no configuration of ours: read only where a rule of the plan at hand needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from passkeyctl.model.people import KeyModel


class Fact(StrEnum):
    """One thing to read; the value says what it is in a message."""

    LICENCES = "the licences"
    SECURITY_DEFAULTS = "security defaults"
    METHODS = "the authentication methods policy"
    PASSKEY_OPT_OUT = "the opt-out from Microsoft's passkey migration"
    DEVICE_REGISTRATION = "the device registration policy"
    CROSS_TENANT = "the cross-tenant access settings"
    FEDERATION = "the federated domains"
    REGISTRATION_APPLICATION = "the application for registering Microsoft Authenticator"
    GROUP_TRAITS = "the properties of groups"
    SIGN_INS = "the last sign-ins of the emergency accounts"
    KEYS = "the passkeys of the emergency accounts"
    OPERATOR = "what whoever is signed in has registered"


_SINGULAR = frozenset(
    {
        Fact.METHODS,
        Fact.PASSKEY_OPT_OUT,
        Fact.DEVICE_REGISTRATION,
        Fact.REGISTRATION_APPLICATION,
        Fact.OPERATOR,
    }
)


@dataclass(frozen=True, slots=True)
class MethodState:
    """One authentication method: whether it is on, and for whom. Ids of groups, or `all_users`.

    `state` is Graph's word.
    """

    state: str
    targets: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CrossTenantTrust:
    """Whether a second factor of another tenant counts here; None: Graph does not say. By tenant id, else `default`."""

    default: bool | None = None
    partners: Mapping[str, bool | None] = field(default_factory=dict)

    def of(self, tenant_id: str) -> bool | None:
        found = self.partners.get(tenant_id)
        return self.default if found is None else found


@dataclass(frozen=True, slots=True)
class GroupTraits:
    """What decides who may join a group; None: Graph does not say."""

    is_role_assignable: bool | None = None
    is_dynamic: bool | None = None
    is_synced: bool | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who an access token is for: a person, or an application. `id` is the object's in the directory, lower case.

    `granted` are the permissions that the token names.
    """

    id: str
    name: str
    is_person: bool
    granted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever is signed in. None: unread. `role_ids` are roles held directly and for the whole tenant.

    Passkeys stand in `TenantFacts.passkeys`, with those of the emergency accounts.
    """

    who: SignedIn
    group_ids: frozenset[str] | None = None
    role_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """What was asked about. None, or a missing key, where it was not asked or Graph didn't say: `unread` says why.

    `licences` names products and their service plans. `methods` are by Graph's id of the method configuration in lower
    case (`sms`, `fido2`, ...). `federated_domains` maps each federated domain to Graph's word for who does the second
    factor (`enforceMfaByFederatedIdp`, ...; "" is unset). `passkeys` and `last_sign_ins` are by id of
    a person, of the emergency accounts and the operator only; a last sign-in of None: never, as far as Graph keeps it.
    `wanted` is what this plan needed to know.
    """

    licences: frozenset[str] | None = None
    security_defaults: bool | None = None
    methods: Mapping[str, MethodState] | None = None
    migration_state: str | None = None
    passkey_opt_out: bool | None = None
    requires_mfa_to_join: bool | None = None
    cross_tenant: CrossTenantTrust | None = None
    federated_domains: Mapping[str, str] | None = None
    has_registration_application: bool | None = None
    groups: Mapping[str, GroupTraits] = field(default_factory=dict)
    last_sign_ins: Mapping[str, datetime | None] = field(default_factory=dict)
    passkeys: Mapping[str, tuple[KeyModel, ...]] = field(default_factory=dict)
    operator: Operator | None = None
    unread: Mapping[Fact, str] = field(default_factory=dict)
    wanted: frozenset[Fact] = frozenset()
    signed_in: SignedIn | None = None

    def merged(self, accounts: TenantFacts) -> TenantFacts:
        """With what was read about accounts."""
        return replace(
            self,
            passkeys={**self.passkeys, **accounts.passkeys},
            last_sign_ins={**self.last_sign_ins, **accounts.last_sign_ins},
            unread={**accounts.unread, **self.unread},
        )

    def why(self, fact: Fact) -> str:
        """`the licences could not be read: 403 ...`, or that they were not read."""
        reason = self.unread.get(fact)
        were = "was" if fact in _SINGULAR else "were"
        return f"{fact} could not be read: {reason}" if reason else f"{fact} {were} not read"
