"""A token from outside that ends in the middle of an apply: said before the first write, or refused."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.cli.apply.token_life import check_token_life
from passkeyctl.errors import SignInError
from passkeyctl.plan.destination import Destination
from passkeyctl.sandbox.store import Store
from tests.apply.test_on_record import policies
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import Cli
from tests.cli.test_live import ROLES
from tests.graph.jwts import application

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLOUD = Destination("global", IDENTITY.tenant_id, "Contoso")


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_a_token_that_ends_at_once_is_refused(seconds: int) -> None:
    with pytest.raises(SignInError, match=f"expires in {seconds} seconds; nothing was written") as refused:
        check_token_life(NOON + timedelta(seconds=seconds), NOON, policies(1), CLOUD)
    assert "PASSKEYCTL_ACCESS_TOKEN" in refused.value.hint


def test_one_that_ends_in_between_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    check_token_life(NOON + timedelta(minutes=3), NOON, policies(240), CLOUD)
    said = capsys.readouterr().err
    assert said.startswith("notice: the access token expires in 3 minutes, and this takes about 5: ")
    assert "`passkeyctl apply --resume`" in said


@pytest.mark.parametrize("ends_at", [None, NOON + timedelta(minutes=10), NOON - timedelta(seconds=1)])
def test_nothing_is_said_where_there_is_time_or_nobody_knows(
    ends_at: datetime | None, capsys: pytest.CaptureFixture[str]
) -> None:
    check_token_life(ends_at, NOON, policies(240), CLOUD)
    assert capsys.readouterr().err == ""


def test_an_apply_with_such_a_token(cli: Cli, live: Live, small: Path, store: Store) -> None:
    before = store.export()
    live(token=application(*ROLES, tid=IDENTITY.tenant_id, exp=int(time.time()) + 40))
    ran = cli("apply", "--auto-approve", small)
    assert ran.code == 1
    assert "error: the access token expires in " in ran.err
    assert "hint: get a new one and set PASSKEYCTL_ACCESS_TOKEN again" in ran.err
    assert store.export() == before
    assert cli("plan", small).code == 0


@pytest.mark.parametrize("exp", [10**30, "soon", None, -1])
def test_an_end_that_no_calendar_has(cli: Cli, live: Live, small: Path, exp: object) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id, exp=exp))
    assert cli("apply", "--auto-approve", small).code == 0
