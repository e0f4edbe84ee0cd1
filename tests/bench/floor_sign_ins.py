"""The least that counting sign-ins can cost: every page parsed, and one policy's results looked at once.

python floor_sign_ins.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(folder: str) -> None:
    counts: dict[str, int] = {}
    for page in sorted(Path(folder).glob("*.json")):
        for row in json.loads(page.read_bytes() + b"}")["value"]:
            result = row["appliedConditionalAccessPolicies"][0]["result"]
            counts[result] = counts.get(result, 0) + 1
    sys.stdout.write(f"{sorted(counts.items())}\n")


if __name__ == "__main__":
    main(sys.argv[1])
