"""One examination: every check in its order, whatever became of those before it."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.clock import today
from passkeyctl.cli.doctor import asking, machine, permits, tenant
from passkeyctl.cli.doctor.files import read
from passkeyctl.cli.doctor.question import Question, asked_by, check_tenant_word
from passkeyctl.cli.doctor.signing_in import SIGN_IN, Chosen, chosen_way, pipeline_check
from passkeyctl.cli.identity import last_end
from passkeyctl.cli.loop import run_async
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.graph.clouds import SANDBOX, Cloud, Endpoint, endpoint_from
from passkeyctl.render.doctor.doctor_view import Check, Examination, Verdict
from passkeyctl.sandbox.places import is_sandbox

if TYPE_CHECKING:
    from passkeyctl.cli.doctor.asking import Answers
    from passkeyctl.graph.command_needs import Asked
    from passkeyctl.model.desired import Configuration, Tenant

NO_TENANT = "the files do not say for which tenant they are"


def examine(question: Question) -> Examination:
    check_tenant_word(question.tenant)
    files, configuration = read(question)
    described = configuration.tenant if configuration is not None else None
    cloud = _cloud(question, described)
    endpoint = SANDBOX if is_sandbox(question.tenant) else endpoint_from(cloud, os.environ)
    chosen = _chosen(question, described, endpoint)
    answers = _answers(question, endpoint, cloud, chosen, configuration)
    asked = asked_by(configuration)
    checks = (
        files,
        tenant.tenant_check(described, answers),
        tenant.cloud_check(cloud, described, question.cloud, answers),
        chosen.check,
        pipeline_check(os.environ, cloud),
        *_about_answers(question, endpoint, chosen, asked, answers),
        machine.proxy_check(endpoint, os.environ),
        machine.certificates_check(os.environ),
        machine.versions_check(today()),
        _kept(question),
    )
    found = Examination(tuple(each.command for each in question.uses), _where(question, endpoint), checks)
    return _redacted(found, configuration, answers) if question.redact else found


def _where(question: Question, endpoint: Endpoint) -> str:
    return "nobody (`--offline`)" if question.is_offline else endpoint.label


def _cloud(question: Question, described: Tenant | None) -> Cloud:
    """The command line's comes first; that the files say another one is a check of its own."""
    wanted = question.cloud or (described.cloud if described is not None else None) or Cloud.GLOBAL
    if wanted not in tuple(Cloud):
        raise UsageError(f"`--cloud {wanted}` is not known", hint="use global, usgov, dod or china")
    return Cloud(wanted)


def _chosen(question: Question, described: Tenant | None, endpoint: Endpoint) -> Chosen:
    in_files = (described.id or described.domain or "") if described is not None else ""
    is_real = endpoint.kind != "sandbox"
    wanted = question.tenant if is_real and question.tenant else in_files
    is_needed = is_real and not question.is_offline
    chosen = chosen_way(question, wanted, os.environ, is_terminal=sys.stdin.isatty(), is_needed=is_needed)
    if is_real:
        return chosen
    seen = f"the sandbox asks for none; a tenant: {chosen.check.seen}"
    return Chosen(Check(SIGN_IN, Verdict.SKIPPED, seen, chosen.check.hint, chosen.check.detail))


def _answers(
    question: Question, endpoint: Endpoint, cloud: Cloud, chosen: Chosen, configuration: Configuration | None
) -> Answers:
    if question.is_offline:
        return asking.unasked(asking.OFFLINE, chosen.sign_in)
    if endpoint.kind != "sandbox":
        return run_async(asking.ask_graph(question, endpoint, cloud, chosen.sign_in, configuration))
    if configuration is None or configuration.tenant is None:
        return asking.unasked(NO_TENANT, None)
    try:
        return run_async(asking.ask_sandbox(question, configuration.tenant))
    except PasskeyctlError as error:
        return asking.unasked(error.summary, None)


def _about_answers(
    question: Question, endpoint: Endpoint, chosen: Chosen, asked: Asked, answers: Answers
) -> tuple[Check, ...]:
    sandbox = endpoint.kind == "sandbox"
    return (
        _token(chosen, answers, is_sandbox=sandbox),
        _graph(question, endpoint, answers),
        _clock(answers, is_sandbox=sandbox),
        *(permits.permissions_check(use, asked, answers, is_sandbox=sandbox) for use in question.uses),
        permits.excess_check(question.uses, asked, answers, is_sandbox=sandbox),
        permits.roles_check(question.uses, asked, answers, is_sandbox=sandbox),
        tenant.licences_check(question.uses, asked, answers),
        tenant.defaults_check(asked, answers),
    )


def _token(chosen: Chosen, answers: Answers, *, is_sandbox: bool) -> Check:
    if is_sandbox:
        return Check(permits.TOKEN, Verdict.SKIPPED, "the sandbox asks for none")
    ends = last_end(chosen.sign_in, answers.token, os.environ) if chosen.sign_in is not None else None
    return permits.token_check(answers, ends, time.time())


def _graph(question: Question, endpoint: Endpoint, answers: Answers) -> Check:
    if question.is_offline:
        return Check("Graph", Verdict.UNKNOWN, asking.OFFLINE)
    if endpoint.kind == "sandbox":
        verdict = Verdict.FAILED if answers.why_no_graph else Verdict.OK
        return Check("Graph", verdict, answers.why_no_graph or "the sandbox on this machine answers")
    if answers.why_no_graph:
        hint = "check the network, the proxy and the certificates below"
        return Check("Graph", Verdict.FAILED, f"`{endpoint.base}` can't be reached: {answers.why_no_graph}", hint)
    if answers.status in (200, 401):
        return Check("Graph", Verdict.OK, f"`{endpoint.base}` answers")
    seen = f"`{endpoint.base}` answers with {answers.status} where nobody is signed in; Graph says 401"
    return Check("Graph", Verdict.WARNING, seen, "check the address, and proxies on the way to it")


def _clock(answers: Answers, *, is_sandbox: bool) -> Check:
    if is_sandbox:
        return Check("clock", Verdict.SKIPPED, "the sandbox has a clock of its own")
    return machine.clock_check(answers.ahead, answers.why_no_graph or "the answer had no date")


def _kept(question: Question) -> Check:
    from passkeyctl.cli.kept import kept
    from passkeyctl.cli.places import state_folder

    return machine.kept_check(kept(), str(state_folder()), redact=question.redact)


def _redacted(found: Examination, configuration: Configuration | None, answers: Answers) -> Examination:
    """Names of the files and of the tenant, who is signed in, and the home folder of whoever runs it."""
    from passkeyctl.needs import references_of
    from passkeyctl.render.redaction import Redaction

    described = configuration.tenant if configuration is not None else None
    names = [described.name, described.domain or ""] if described is not None else []
    organization = answers.organization
    names += [organization.display_name, *organization.domains] if organization is not None else []
    by_files = Redaction.of_files(references_of(configuration) if configuration is not None else (), names)
    subject = answers.token.subject if answers.token is not None else ""
    by_token = Redaction({str(Path.home()): "~"} | ({subject: "<signed in>"} if subject else {}))
    return replace(found, checks=tuple(by_files.of(by_token.of(each)) for each in found.checks))
