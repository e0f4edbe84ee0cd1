"""Whom `readiness` is asked about: everybody, the members of a group, or those whom a policy is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.errors import UserFault
from passkeyctl.graph.directory import look_up
from passkeyctl.identity import Identities, exact
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.readiness.readiness import Audience, Scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.plan import Plan
from passkeyctl.resolve import Context, id_of
from passkeyctl.wire.canonical import is_guid

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient

GROUP, POLICY = SourceRange("--group"), SourceRange("--policy")


async def audience_of(
    group: str, policy: str, configuration: Configuration, plan: Plan, state: TenantState, client: GraphClient
) -> tuple[Audience, Directory]:
    """With a directory that knows the group's name besides all that the plan's knows."""
    if policy:
        held = _policy(policy, plan, state)
        return Audience(Scope.POLICY, held.id, held.name, held), plan.directory
    if not group:
        return Audience(), plan.directory
    reference = _group(group, configuration)
    directory = plan.directory
    if reference not in directory.found:
        directory = directory.merged((await look_up(client, [reference]))[0])
    context = Context(plan.prior, Identities({}, ()), directory, frozenset())
    outcome = id_of(reference, Address(Kind.TARGET), GROUP, context)
    if isinstance(outcome, Diagnostic):
        raise UserFault([replace(outcome, address="", source=GROUP)])
    if not directory.found.get(reference):
        summary = f"the group `{group}` is not in the tenant"
        raise UserFault(
            [error("CAP401", summary, source=GROUP, hint="write its name, its alias in the files or its id")]
        )
    return Audience(Scope.GROUP, outcome, directory.name_of(RefKind.GROUP, outcome) or outcome), directory


def _group(written: str, configuration: Configuration) -> Reference:
    alias = configuration.groups.get(written)
    if alias is not None:
        return alias
    if is_guid(written):
        return Reference(RefKind.GROUP, written, id=written.lower())
    return Reference(RefKind.GROUP, written, name=written)


def _policy(written: str, plan: Plan, state: TenantState) -> Held:
    found = _described(written, plan, state) or [
        each for each in state.of(Kind.POLICY) if exact(each.name) == exact(written) or each.id == written.lower()
    ]
    if len(found) == 1:
        return _judgeable(found[0])
    if found:
        listed = sorted(f"`{each.name}` is `{each.id}`" for each in found)
        summary, hint = f"{len(found)} policies are called `{written}`", "write the id of the one that is meant"
        raise UserFault([error("CAP401", summary, source=POLICY, detail=listed, hint=hint)])
    if any(written in unread for unread in state.unread_policies):
        summary = f"`{written}` uses preview features and is in the beta list only: what it asks is not known"
        raise UserFault([error("CAP401", summary, source=POLICY, hint="ask about --group instead")])
    listed = sorted(f"`{each.name}`" for each in state.of(Kind.POLICY))
    raise UserFault(
        [
            error(
                "CAP401",
                f"there is no policy called `{written}`",
                source=POLICY,
                detail=listed[:20],
                hint="write its name, its key in the files or its id",
            )
        ]
    )


def _described(written: str, plan: Plan, state: TenantState) -> list[Held]:
    """The policy with this key in the files, as it will be."""
    keys = (written, f"{Kind.POLICY}.{written}")
    ids = [each.id for each in plan.changes if each.address.kind is Kind.POLICY and _is_called(each.address, keys)]
    return [held for id in ids if (held := state.by_id(Kind.POLICY, id)) is not None]


def _is_called(address: Address, keys: tuple[str, ...]) -> bool:
    return not address.is_unlisted and str(address) in keys


def _judgeable(policy: Held) -> Held:
    if is_for_workloads(policy.fields):
        summary = f"`{policy.name}` is for workload identities, not for people"
        raise UserFault([error("CAP401", summary, source=POLICY, hint="name a policy for users")])
    if "block" in members(policy.fields, "grant.controls"):
        summary = f"`{policy.name}` blocks: nobody can be ready for it"
        raise UserFault([error("CAP401", summary, source=POLICY, hint="name a policy that asks for something")])
    return policy
