"""Who can sign in now: judged by the sandbox alone, from the policies and what people hold."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.company import Company, company_of
from passkeyctl.sandbox.holdings import Wardrobe
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.sign_ins import EXCHANGE
from passkeyctl.sandbox.tenant import Tenant
from passkeyctl.sandbox.verdicts import ENFORCED, Judge, Verdict

DISABLED = "the account is disabled"


def able_to_sign_in(tenant: Tenant, user: str) -> bool:
    """Whether this person, by id or sign-in name, gets into Office 365 now."""
    return not reasons_against(tenant, user)


def reasons_against(tenant: Tenant, user: str) -> tuple[str, ...]:
    """The names of the enforced policies that keep somebody out of Office 365; nothing where they get in."""
    company = company_of(tenant)
    return _Door(tenant, company).reasons(company.find(user))


def locked_out(tenant: Tenant) -> Mapping[str, tuple[str, ...]]:
    """Everybody who can't get into Office 365 now and why, by sign-in name; disabled accounts are left out."""
    company = company_of(tenant)
    door = _Door(tenant, company)
    found = {}
    for user in company.users.values():
        reasons = door.reasons(user)
        if reasons and reasons != (DISABLED,):
            found[as_text(user.get("userPrincipalName") or user["id"])] = reasons
    return found


class _Door:
    """The way into Office 365, with a passkey, another method, or a Temporary Access Pass that is good now."""

    def __init__(self, tenant: Tenant, company: Company) -> None:
        self._now = tenant.clock()
        self._company = company
        self._wardrobe = Wardrobe(tenant, company)
        self._judge = Judge(tenant)

    def reasons(self, user: JsonObject) -> tuple[str, ...]:
        if user.get("accountEnabled") is False:
            return (DISABLED,)
        caller = self._company.caller(user)
        held = self._wardrobe.held(user, caller, (self._now, self._now))
        return tuple(
            as_text(policy["displayName"])
            for policy, applies in self._judge.on_application(EXCHANGE, "windows", caller)
            if applies and policy["state"] == ENFORCED and self._judge.verdict(policy, held) is not Verdict.MET
        )
