"""The least an export and a plan of a snapshot can cost: its bytes read twice as JSON, its files once as YAML.

python floor_export.py FOLDER SNAPSHOT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main(folder: Path, snapshot: Path) -> None:
    for _ in range(2):
        json.loads(snapshot.read_bytes())
    for path in sorted(folder.rglob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=Loader)
    for path in sorted(folder.rglob("*.txt")):
        frozenset(path.read_text(encoding="utf-8").split())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
