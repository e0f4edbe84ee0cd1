"""The folders that belong to the tool on this machine."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

RUNS = "applies"
"""The folder, in that of the state, that holds one for each tenant that was written to."""

MEASUREMENTS = "rollout"
"""The folder, in that of the state, for what gates measured: a file for each tenant."""

INVITES = "invites"
"""The folder, in that of the state, for who was given a pass: a folder for each tenant."""

HISTORY = "history"
"""The folder, in that of the state, for what runs came to: a file for each tenant."""

SANDBOX_TABLES = {"objects", "settings"}


def state_folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("passkeyctl", appauthor=False)


def model_list_file() -> Path:
    """What `authenticators update` keeps: about models, not about a tenant."""
    return state_folder() / "model-list.json"


MARKS = tuple("passkeyctl/v".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))


def has_files(folder: Path) -> bool:
    """Whether files of this tool lie there: other YAML says nothing of a tenant."""
    return any(_is_ours(each) for ending in ("*.yaml", "*.yml") for each in folder.glob(ending))


def _is_ours(file: Path) -> bool:
    """One that can't be read is left to whoever reads it in earnest, and says why."""
    try:
        text = file.read_bytes()
    except OSError:
        return True
    return any(each in text for each in MARKS)


def is_sandbox_file(path: Path) -> bool:
    """Whether it holds what a sandbox keeps; another program's database is not ours."""
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return False
    return {name for (name,) in rows} >= SANDBOX_TABLES


def is_census_file(start: bytes) -> bool:
    """By the first bytes of a file, so that a damaged one counts too, and one that nothing was written to."""
    from passkeyctl.census.schema import APPLICATION_ID

    return not start or start[68:72] == APPLICATION_ID.to_bytes(4, "big")


def is_history_file(start: bytes) -> bool:
    """By the first bytes of a file, as `is_census_file`."""
    from passkeyctl.history.schema import APPLICATION_ID

    return not start or start[68:72] == APPLICATION_ID.to_bytes(4, "big")
