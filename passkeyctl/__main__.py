"""The way in. `--version` is answered before anything else is imported."""

from __future__ import annotations

import sys

from passkeyctl import __version__


def main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"passkeyctl {__version__}\n")
        return
    from passkeyctl.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
