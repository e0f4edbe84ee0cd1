"""`drift --report`: drift, none, and what could not be read look different in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import Cli
from tests.cli.test_reports import ALWAYS, STRENGTHS, every, here, json_of, junit_bad, read, reads_as_failure, sarif_end

__all__ = ["here"]


def test_drift(cli: Cli, here: Path, sandbox: str, pilot: Path) -> None:
    plain = cli("drift", sandbox, pilot)
    assert plain.code == 2
    ran = cli("drift", sandbox, pilot, *every(here))
    assert (ran.code, ran.out.count("\n")) == (2, plain.out.count("\n"))
    document = json_of(here)
    assert (document["kind"], document["result"], document["exit_code"]) == ("drift", "drift", 2)
    assert sarif_end(here) == (True, 2)
    assert junit_bad(here) > 0
    assert "DRF10" in read(here, "github")
    assert "### passkeyctl drift: there is drift" in read(here, "markdown")
    assert "DRF10" in read(here, "html") or "drift" in read(here, "html")


def test_a_job_that_opens_an_issue_sees_the_drift_all_the_same(
    cli: Cli,
    here: Path,
    sandbox: str,
    pilot: Path,
) -> None:
    assert cli("drift", sandbox, pilot, "--exit-zero-on-drift", *every(here)).code == 0
    document = json_of(here)
    assert (document["result"], document["exit_code"]) == ("drift", 0)
    assert junit_bad(here) > 0
    assert "### passkeyctl drift: there is drift" in read(here, "markdown")


def test_no_drift(cli: Cli, here: Path, sandbox: str, small: Path) -> None:
    assert cli("apply", sandbox, small, "--auto-approve").code == 0
    assert cli("drift", sandbox, small, *every(here)).code == 0
    assert (json_of(here)["result"], junit_bad(here), sarif_end(here)) == ("no-drift", 0, (True, 0))
    assert "### passkeyctl drift: no drift" in read(here, "markdown")


@pytest.mark.parametrize("more", [[], ["--exit-zero-on-drift"], ["--no-audit"]])
def test_what_can_not_be_read_is_never_no_drift(
    cli: Cli,
    here: Path,
    live: Live,
    small: Path,
    more: list[str],
) -> None:
    live()
    assert cli("apply", small, "--auto-approve").code == 0
    assert cli("drift", small, *more, *every(here)).code == 0
    live([Fault("GET", STRENGTHS, 1, FORBIDDEN, ALWAYS)])
    assert cli("drift", small, *more, *every(here)).code == 1
    reads_as_failure(here, 1)
    for form in ("markdown", "text", "junit", "github"):
        assert "no drift" not in read(here, form), form
