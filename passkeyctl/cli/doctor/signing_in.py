"""Which way to sign in would be taken, why, and whether everything it takes is there. Nothing is sent."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.errors import SignInError
from passkeyctl.graph.assertions import expected_subjects, pipeline_of
from passkeyctl.graph.clouds import ACCESS_TOKEN, Cloud
from passkeyctl.graph.credentials import (
    AUTH,
    CERTIFICATE_PATH,
    TOKEN_FILE,
    SignIn,
    SignInOptions,
    Way,
    choose_sign_in,
)
from passkeyctl.render.doctor.doctor_view import Check, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from passkeyctl.cli.doctor.question import Question
    from passkeyctl.graph.assertions import Subject

SIGN_IN, PIPELINE = "sign-in", "pipeline"
_FILES = {Way.CERTIFICATE: CERTIFICATE_PATH, Way.WORKLOAD: TOKEN_FILE}


@dataclass(frozen=True, slots=True)
class Chosen:
    """`sign_in` is None where no way can be gone, and `check` says why."""

    check: Check
    sign_in: SignIn | None = None


def chosen_way(
    question: Question, tenant: str, environ: Mapping[str, str], *, is_terminal: bool, is_needed: bool
) -> Chosen:
    """`is_needed`: this very run has to sign in; else that there is no way is said and fails nothing."""
    options = SignInOptions(question.auth, question.client_id, tenant)
    try:
        sign_in = choose_sign_in(options, environ, is_terminal=is_terminal)
    except SignInError as error:
        verdict = Verdict.FAILED if is_needed else Verdict.WARNING
        return Chosen(Check(SIGN_IN, verdict, error.summary, error.hint, error.detail))
    lacking = _lacking(sign_in, environ)
    if lacking is not None:
        return Chosen(lacking)
    as_whom = (f"as the application `{sign_in.client_id}`",) if sign_in.client_id else ()
    where = (f"to the tenant `{sign_in.tenant}`",) if sign_in.tenant else ()
    seen = f"{sign_in.description}: {_why(question, sign_in, environ)}"
    return Chosen(Check(SIGN_IN, Verdict.OK, seen, detail=(*as_whom, *where)), sign_in)


def _why(question: Question, sign_in: SignIn, environ: Mapping[str, str]) -> str:
    if question.auth:
        return f"`--auth {question.auth}` says so"
    if environ.get(AUTH):
        return f"`{AUTH}` says so"
    if sign_in.way is Way.TOKEN:
        return f"`{ACCESS_TOKEN}` is set"
    if sign_in.way is Way.BROWSER:
        return "nothing else is configured, and there is a terminal"
    return "the environment configures it, and no other way"


def _lacking(sign_in: SignIn, environ: Mapping[str, str]) -> Check | None:
    """What the variables name and is not there."""
    if sign_in.way is Way.CLI and shutil.which("az") is None:
        return Check(SIGN_IN, Verdict.FAILED, "the Azure CLI was chosen, and there is no `az`", "install it, or choose "
                     "another --auth")  # fmt: skip
    variable = _FILES.get(sign_in.way, "")
    path = environ.get(variable, "") if variable else ""
    if path and not Path(path).is_file():
        seen = f"{sign_in.description} was chosen, and the file that `{variable}` names is not there"
        return Check(SIGN_IN, Verdict.FAILED, seen, "correct the path", (path,))
    return None


def pipeline_check(environ: Mapping[str, str], cloud: Cloud) -> Check:
    """The subjects that a federated credential has to name for runs like this one."""
    pipeline = pipeline_of(environ)
    if pipeline is None:
        return Check(PIPELINE, Verdict.SKIPPED, "not in a pipeline of GitHub, Azure DevOps or GitLab")
    subjects = expected_subjects(environ, cloud)
    hint = "give the application a federated credential with one of them (docs/sign-in.md)"
    shown = tuple(each for subject in subjects for each in _shown(subject))
    return Check(PIPELINE, Verdict.OK, f"`{pipeline}` presents one of these subjects", hint, shown)


def _shown(subject: Subject) -> tuple[str, ...]:
    for_whom = "writer" if subject.for_writer else "reader"
    return (
        f"`{subject.subject}` ({for_whom}: {subject.runs})",
        f"  issuer `{subject.issuer}`, audience `{subject.audience}`",
    )
