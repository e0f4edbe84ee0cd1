"""What parsing files into desired state needs, start of the interpreter included.

python floor_parse.py FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from passkeyctl.config.load import load


def main(file: str) -> None:
    assert load([file], cwd=Path.cwd()).configuration is not None


if __name__ == "__main__":
    main(sys.argv[1])
