"""What PyYAML itself needs to load a file and dump it again.

python floor_yaml.py FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def main(file: Path) -> None:
    yaml.dump(yaml.load(file.read_bytes(), Loader=Loader), Dumper=Dumper, sort_keys=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
