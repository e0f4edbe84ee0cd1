"""Microsoft Graph: the only room that talks to Microsoft."""

import sys

# Where click happens to be installed, `import httpx` also loads httpx's own command line, and with it rich and
# pygments: a fifth of a plan's start-up and 5 MiB. Without it httpx falls back on what it does when they are missing.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is how Python spells "not importable"
