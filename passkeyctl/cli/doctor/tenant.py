"""The tenant and its cloud, its licences and its security defaults, held against what the files say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.graph.tenant import check_cloud, check_tenant
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import Fact
from passkeyctl.model.needs_of_commands import Use
from passkeyctl.render.doctor.doctor_view import Check, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from passkeyctl.cli.doctor.asking import Answers
    from passkeyctl.graph.clouds import Cloud
    from passkeyctl.graph.command_needs import Asked
    from passkeyctl.model.desired import Tenant, Written

TENANT, LICENCES, DEFAULTS = "tenant", "licences", "security defaults"
P1, P2 = "aad_premium", "aad_premium_p2"
"""Service plans, in lower case."""
RISKS = frozenset({"conditions.signInRisk", "conditions.userRisk", "conditions.servicePrincipalRisk"})
READS_REPORTS = frozenset({Use.READINESS, Use.WHO, Use.INVITE})


def tenant_check(described: Tenant | None, answers: Answers) -> Check:
    if described is None:
        hint = "add `tenant: {domain: contoso.onmicrosoft.com}` or its id"
        return Check(TENANT, Verdict.FAILED, "the files do not say for which tenant they are", hint)
    wanted = described.id or described.domain or described.name
    organization = answers.organization
    token_id = answers.token.tenant_id if answers.token is not None else ""
    if organization is None and (not token_id or described.id is None):
        return Check(TENANT, Verdict.UNKNOWN, f"the files are for `{wanted}`; where a sign-in leads is not known: "
                     f"{answers.why_no_organization}")  # fmt: skip
    wrong = check_tenant(described.id or "", described.domain or "", answers.token, organization)
    if wrong is not None:
        return Check(TENANT, Verdict.FAILED, wrong.summary, wrong.hint)
    if organization is not None and token_id not in ("", organization.id):
        seen = f"the token is of the tenant `{token_id}`, but what answers is `{organization.id}`"
        return Check(TENANT, Verdict.FAILED, seen, "check the address of the endpoint")
    name = f" ({organization.display_name})" if organization is not None else ""
    return Check(TENANT, Verdict.OK, f"`{wanted}`{name}, as the files say")


def cloud_check(cloud: Cloud, described: Tenant | None, written: str, answers: Answers) -> Check:
    if described is not None and described.cloud is not None and written and described.cloud != written:
        seen = f"the files are for cloud `{described.cloud}`, the command line says `{written}`"
        return Check("cloud", Verdict.FAILED, seen, "correct `tenant.cloud`, or leave --cloud out")
    wrong = check_cloud(cloud, answers.token)
    if wrong is not None:
        return Check("cloud", Verdict.FAILED, wrong.summary, wrong.hint)
    said = "the files say so" if described is not None and described.cloud is not None else "nothing else is said"
    return Check("cloud", Verdict.OK, f"`{cloud}`: {'`--cloud` says so' if written else said}")


def licences_check(uses: tuple[Use, ...], asked: Asked, answers: Answers) -> Check:
    held = answers.facts.licences
    needed = tuple(_needed(uses, asked))
    shown = tuple(f"{_WORDS.get(plan, plan)}: {what}" for plan, what, _ in needed)
    if held is None:
        why = answers.why_no_facts or answers.facts.why(Fact.LICENCES)
        hint = "" if answers.why_no_facts else "it takes `LicenseAssignment.Read.All`"
        return Check(LICENCES, Verdict.UNKNOWN, why, hint, shown)
    there = {each.casefold() for each in held}
    missing = [each for each in needed if not _has(each[0], there)]
    seen = f"Entra ID P1: {_yes(_has(P1, there))}, P2: {_yes(_has(P2, there))}"
    if not missing:
        return Check(LICENCES, Verdict.OK, seen, detail=shown)
    lacks = tuple(f"missing {_WORDS.get(plan, f'`{plan}`')}: {what}" for plan, what, _ in missing)
    verdict = Verdict.FAILED if any(ends for _, _, ends in missing) else Verdict.WARNING
    return Check(LICENCES, verdict, seen, "license the people whom it is for", lacks)


_WORDS = {P1: "Entra ID P1", P2: "Entra ID P2"}


def _has(plan: str, there: set[str]) -> bool:
    return plan in there or (plan == P1 and P2 in there)


def _yes(is_there: bool) -> str:
    return "yes" if is_there else "no"


def _needed(uses: tuple[Use, ...], asked: Asked) -> Iterator[tuple[str, str, bool]]:
    """A plan, what needs it, and whether that fails without."""
    files = asked.configuration
    if files is not None and Kind.POLICY in asked.described:
        yield P1, "Conditional Access policies of the files", True
    if files is not None and any(_asks_risk(entry.written) for entry in files.of(Kind.POLICY)):
        yield P2, "risk conditions of the files", True
    for name, _ in files.requires.licences if files is not None and files.requires is not None else ():
        yield name.casefold(), "`requires.licences` of the files", True
    if READS_REPORTS.intersection(uses):
        yield P1, "the report of registered methods", False
        yield P2, "who may activate roles", False
    if Use.DRIFT in uses or (files is not None and files.rollout is not None):
        yield P1, "sign-in and audit logs", False


def _asks_risk(written: Mapping[str, Written]) -> bool:
    return any(written[each].value for each in RISKS.intersection(written))


def defaults_check(asked: Asked, answers: Answers) -> Check:
    """Security defaults and policies in force exclude each other."""
    found = answers.facts.security_defaults
    if found is None:
        why = answers.why_no_facts or answers.facts.why(Fact.SECURITY_DEFAULTS)
        return Check(DEFAULTS, Verdict.UNKNOWN, why, "" if answers.why_no_facts else "it takes `Policy.Read.All`")
    files = asked.configuration
    wanted = files.requires.security_defaults if files is not None and files.requires is not None else None
    if wanted is not None and wanted[0] is not found:
        seen = f"{_on(found)}, and the files require {_on(wanted[0])}"
        return Check(DEFAULTS, Verdict.FAILED, seen, "change them in the tenant, or `requires.securityDefaults`")
    if found and files is not None and Kind.POLICY in asked.described:
        seen = "on: Entra refuses to enable the policies of the files beside them"
        return Check(DEFAULTS, Verdict.FAILED, seen, "switch security defaults off when the policies take over")
    return Check(DEFAULTS, Verdict.OK, _on(found))


def _on(is_on: bool) -> str:
    return "on" if is_on else "off"
