"""`expect` of a tenant, and of each group -> what is checked and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from passkeyctl.config.faults import fault
from passkeyctl.config.references import as_guid
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.expectations import Expectations, Expected, ExpectedGroup, ExpectedKerberos


def expected_facts(spot: Spot | None, groups: Mapping[str, Spot], found: list[Diagnostic]) -> Expectations:
    keys = spot.keys if spot is not None else Keys({})
    trust = _below(keys, "crossTenantTrust")
    state = keys.get("securityDefaults")
    return Expectations(
        cross_tenant_mfa=_flag(_below(trust, "default").get("mfa")),
        cross_tenant_partners=dict(_partners(_below(trust, "partners"), found)),
        requires_mfa_to_join=_flag(_below(keys, "deviceSettings").get("requireMfaToRegisterOrJoin")),
        kerberos=_kerberos(keys.get("entraKerberos")),
        migration_state=_text(keys.get("migrationState")),
        passkey_opt_out=_flag(keys.get("passkeyDynamicMigrationOptOut")),
        security_defaults=Expected(state.text == "enabled", state.source) if state is not None else None,
        licences=tuple(Expected(each.text, each.place) for each in keys.members("licences")),
        groups=dict(_groups(groups, found)),
    )


def _below(keys: Keys, name: str) -> Keys:
    spot = keys.get(name)
    return spot.keys if spot is not None else Keys({})


def _flag(spot: Spot | None) -> Expected[bool] | None:
    return Expected(spot.flag, spot.source) if spot is not None else None


def _text(spot: Spot | None) -> Expected[str] | None:
    return Expected(spot.text, spot.source) if spot is not None else None


def _partners(keys: Keys, found: list[Diagnostic]) -> Iterator[tuple[str, Expected[bool]]]:
    for written, spot in keys.items():
        id, mfa = as_guid(written), spot.keys.get("mfa")
        if id is None:
            found.append(fault(f"`{written}` is no id of a tenant", spot.source, "write the GUID of the other tenant"))
        elif mfa is not None:
            yield id, Expected(mfa.flag, mfa.source)


def _kerberos(spot: Spot | None) -> ExpectedKerberos | None:
    if spot is None:
        return None
    keys = spot.keys
    required = keys.get("required")
    return ExpectedKerberos(
        required is not None and required.flag,
        spot.source,
        tuple(each.text for each in keys.members("domains")),
        keys.text("evidence"),
        _day(keys.text("checked")),
        _day(keys.text("keysRotated")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _groups(groups: Mapping[str, Spot], found: list[Diagnostic]) -> Iterator[tuple[str, ExpectedGroup]]:
    for alias, group in groups.items():
        spot = group.keys.get("expect")
        if spot is not None:
            yield alias, _group(spot, found)


def _group(spot: Spot, found: list[Diagnostic]) -> ExpectedGroup:
    keys = spot.keys
    dynamic, assignable = keys.get("dynamic"), keys.get("roleAssignable")
    least, most = keys.get("atLeast"), keys.get("atMost")
    if least is not None and most is not None and least.number > most.number:
        found.append(fault("`atLeast` is more than `atMost`", least.source, "no group can meet this: correct one"))
    if dynamic is not None and assignable is not None and dynamic.flag and assignable.flag:
        hint = "take one of them out: members of a role-assignable group are never decided by a rule"
        found.append(fault("a group can't be `dynamic` and `roleAssignable`", assignable.source, hint))
    return ExpectedGroup(
        spot.source,
        dynamic.flag if dynamic is not None else None,
        assignable.flag if assignable is not None else None,
        least.number if least is not None else None,
        most.number if most is not None else None,
    )
