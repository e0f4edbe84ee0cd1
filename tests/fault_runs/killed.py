"""A process that has everything imported and lets a child of its own run each apply, which SIGKILL then ends.

Driven over its standard input by `killing.py`: one line of JSON for each child, one back when the child has ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from passkeyctl.apply.journal import Journal
from passkeyctl.cli.app import run
from passkeyctl.json_types import JsonObject
from tests.fault_runs.running import Time, fast

BEFORE, TORN, AFTER = "before", "torn", "after"


def kill_at(line: int, moment: str) -> None:
    """This process dies at the `line`th line of a journal: before it, in the middle of it, or right after it."""
    append, count = Journal._append, 0

    def append_and_die(journal: Journal, text: bytes) -> None:
        nonlocal count
        count += 1
        if count < line:
            append(journal, text)
            return
        if moment == TORN:
            os.write(journal._descriptor, text[: len(text) // 2])
        elif moment == AFTER:
            append(journal, text)
        os.kill(os.getpid(), signal.SIGKILL)

    Journal._append = append_and_die  # type: ignore[method-assign, assignment]


def child(task: JsonObject) -> int:
    environ, arguments, out = task["environ"], task["arguments"], task["out"]
    assert isinstance(environ, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update({key: str(value) for key, value in environ.items()})
    descriptor = os.open(Path(str(out)), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    if task["line"]:
        kill_at(int(str(task["line"])), str(task["moment"]))
    with fast(Time()):
        return run([str(each) for each in arguments])


def main() -> None:
    # The first use of the command imports what the others would wait for.
    run(["apply", "--help"])
    import msgraph  # noqa: F401

    import passkeyctl.cli.apply.applying
    import passkeyctl.cli.apply.resuming
    import passkeyctl.cli.undo.undoing  # noqa: F401

    for text in sys.stdin.buffer:
        task = json.loads(text)
        pid = os.fork()
        if not pid:
            os._exit(child(task))
        print(json.dumps({"pid": pid}), file=sys.stderr, flush=True)  # noqa: T201
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
