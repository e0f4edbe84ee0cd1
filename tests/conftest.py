"""No test sees the machine's own sign-in or writes to the home of whoever runs it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A machine that is busy is no fault of what is tested.
settings.register_profile("passkeyctl", deadline=None)
settings.load_profile("passkeyctl")

# Signing in, and the pipeline that the tests themselves may run in.
OUTSIDE = (
    *("PASSKEYCTL_", "AZURE_", "AZURESUBSCRIPTION_", "IDENTITY_", "MSI_"),
    *("GITHUB_", "ACTIONS_", "GITLAB_", "CI", "TF_BUILD", "SYSTEM_", "BUILD_"),
)


@pytest.fixture(scope="session")
def fresh_homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders that nobody has used; they are made by whoever writes to them."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(fresh_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of this test. platformdirs looks at HOME (macOS), XDG_* (Linux) and WIN_PD_OVERRIDE_* (Windows)."""
    home = next(fresh_homes)
    for name in os.environ:
        if name.startswith(OUTSIDE):
            monkeypatch.delenv(name)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.delenv("COLUMNS", raising=False)  # workers of pytest-xdist have it, and lines would be wrapped for it
    for name in ("HOME", "USERPROFILE", "WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(home))
    return home
