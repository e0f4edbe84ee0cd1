"""The way in. `--version` is answered before anything else is imported."""

from __future__ import annotations

import gc
import sys

from passkeyctl import __version__


def main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"passkeyctl {__version__}\n")
        return
    # Nearly all that start-up allocates lives to the end: looking through it again and again finds nothing.
    gc.disable()
    try:
        from passkeyctl.cli.app import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
