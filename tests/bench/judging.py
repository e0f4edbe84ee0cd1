"""How much CPU parsing a file takes, and how much judging it, in one process: milliseconds as JSON.

python judging.py FILE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from passkeyctl.checks.files import review_of_files
from passkeyctl.checks.from_files import judge_files
from passkeyctl.checks.waivers import judged
from passkeyctl.config.load import load
from tests.states import TODAY


def main(file: str) -> None:
    start = time.process_time()
    configuration = load([file], cwd=Path.cwd()).configuration
    assert configuration is not None
    parsed = time.process_time()
    review = review_of_files(configuration, TODAY)
    found = judged(review, judge_files(review)).findings
    done = time.process_time()
    print(json.dumps({"parsing": 1000 * (parsed - start), "judging": 1000 * (done - parsed), "findings": len(found)}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
