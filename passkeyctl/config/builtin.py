"""The shipped library of profiles and baselines: `include: [builtin:NAME]`."""

from __future__ import annotations

from pathlib import Path

PREFIX = "builtin:"


def shipped() -> Path:
    """The library's folder: inside the installed package, or beside it in a source checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "profiles"
    return inside if inside.is_dir() else package.parent / "profiles"


def names(library: Path) -> list[str]:
    """What can be included, in name order."""
    return sorted(each.stem for each in library.glob("*.yaml")) if library.is_dir() else []
