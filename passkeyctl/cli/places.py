"""The folders that belong to the tool on this machine."""

from __future__ import annotations

from pathlib import Path


def state_folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("passkeyctl", appauthor=False)
