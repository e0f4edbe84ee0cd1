"""The newest list of models that was taken in on this machine: kept for its owner, listed and deleted by `purge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.cli.places import model_list_file

if TYPE_CHECKING:
    from passkeyctl.authenticators.status import MdsUpdate


def kept_list() -> MdsUpdate | None:
    """None where there is none; one that can't be read is said, and is as good as none."""
    path = model_list_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        _say_damaged()
        return None
    from passkeyctl.authenticators.kept_update import read_update

    try:
        return read_update(text)
    except (ValueError, RecursionError):
        _say_damaged()
        return None


def newer_list() -> MdsUpdate | None:
    """The kept list, where it is newer than the shipped catalogue."""
    update = kept_list()
    if update is None:
        return None
    from passkeyctl.authenticators.catalogue import newest

    return update if update.number > newest().mds_number else None


def keep_list(update: MdsUpdate) -> None:
    from passkeyctl.authenticators.kept_update import update_text
    from passkeyctl.cli.atomic import replace_file

    path = model_list_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, update_text(update))


def _say_damaged() -> None:
    from passkeyctl.cli.console import say

    say(
        f"warning: `{model_list_file()}` can't be read; the shipped catalogue alone counts\n"
        "  take the list in again with `passkeyctl authenticators update`, or delete the file"
    )
