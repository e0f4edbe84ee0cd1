"""How long the access token is still good for: a token from outside can't be renewed in the middle of an apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from passkeyctl.cli.apply.progress import pace_of
from passkeyctl.cli.console import say
from passkeyctl.errors import SignInError
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.pace import requests_left

LEAST = 60.0
"""Seconds that have to be left at the first write: for that, and for reading it back."""


def check_token_life(
    ends_at: datetime | None, now: datetime, operations: Sequence[Operation], destination: Destination
) -> None:
    """`ends_at` is None for a token that is renewed, or does not say. Raises where the first write could be the last.

    A token that should have ended, and with which Graph has just been read, shows that this machine's clock is wrong.
    """
    left = (ends_at - now).total_seconds() if ends_at is not None else -1.0
    if left < 0:
        return
    if left < LEAST:
        raise SignInError(
            f"the access token expires in {int(left)} seconds; nothing was written", hint=StaticToken("").hint
        )
    needed = requests_left(operations, ["pending"] * len(operations)).seconds(pace_of(destination))
    if needed > left - LEAST:
        say(
            f"notice: the access token expires in {int(left / 60)} minutes, and this takes about "
            f"{int(needed / 60) + 1}: what is left then, `passkeyctl apply --resume` sends with a new one"
        )
