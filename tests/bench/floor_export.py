"""The least that an export or a plan of a snapshot can cost: the SDK, the snapshot as JSON, the files as YAML.

python floor_export.py FOLDER SNAPSHOT
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import yaml

LIBRARIES = ("asyncio", "httpx", "msgraph", "typer")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main(folder: Path, snapshot: Path) -> None:
    for each in LIBRARIES:
        importlib.import_module(each)
    json.loads(snapshot.read_bytes())
    for path in sorted(folder.rglob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=Loader)
    for path in sorted(folder.rglob("*.txt")):
        frozenset(path.read_text(encoding="utf-8").split())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
