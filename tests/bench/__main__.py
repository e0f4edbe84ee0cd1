"""`python -m tests.bench [--short] [--runs N] [--only NAME] [--figures FOLDER]`: measure, print, exit 1 over a gate.

Counts decide always. Times decide in the long form only: on a shared machine they move by a third.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.bench.cases import CASES, Bench, Result, surroundings, write_files
from tests.bench.loopback import Loopback


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        tenant, file, changed = write_files(Path(name))
        with Loopback(tenant) as graph:
            environ = surroundings(Path(name), os.environ)
            bench = Bench(graph, file, changed, environ, options.runs, options.short, options.figures)
            results = [row for case in CASES if options.only in ("", case.__name__) for row in shown(case(bench))]
    deciding = [each for each in results if each.is_count or not options.short]
    open_gates = [each for each in deciding if not each.holds]
    sys.stdout.write(f"{len(results)} rows, {len(open_gates)} over their gate\n")
    return 1 if open_gates else 0


def shown(rows: Iterable[Result]) -> list[Result]:
    """Each row as soon as it is known: the long form takes minutes."""
    found = []
    for each in rows:
        mark = "ok  " if each.holds else "OVER"
        value = f"{each.value:.2f}" if each.unit == "x" else f"{each.value:.4g}"
        sys.stdout.write(f"{mark} {each.name:56} {value:>6}{each.unit:4} gate {each.gate:g}{each.unit:4} {each.note}\n")
        sys.stdout.flush()
        found.append(each)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--short", action="store_true", help="few runs; only counts decide the exit code")
    parser.add_argument("--runs", type=int, default=0, help="pairs per ratio (3 in the short form, else 9)")
    parser.add_argument("--only", default="", choices=["", *(case.__name__ for case in CASES)], metavar="NAME")
    parser.add_argument("--figures", type=Path, help="a folder to write tables and pictures to")
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.short else 9)
    return options


if __name__ == "__main__":
    raise SystemExit(main())
