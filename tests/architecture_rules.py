"""The rules of CONTRIBUTING.md that a machine can check, as functions from a module to its faults."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "passkeyctl"

# Pure rooms, lowest first: a room may import itself and what stands in an earlier row.
PURE_ROWS: tuple[tuple[str, ...], ...] = (
    ("json_types", "diagnostics"),
    ("errors",),
    ("rules",),
    ("model",),
    ("authenticators",),
    ("config", "wire", "snapshot"),
    ("foreign",),
    ("identity",),
    ("unresolved",),
    ("needs",),
    ("resolve",),
    ("objections",),
    ("diff",),
    ("assumed",),
    ("insight",),
    ("rollout",),
    ("plan", "verify"),
    ("checks",),
    ("drift",),
    ("letters",),
    ("export",),
    ("render",),
)
FOUNDATION = frozenset({"json_types", "diagnostics", "errors"})
PURE = frozenset(room for row in PURE_ROWS for room in row)

# The outside world: `apply` works through `graph`, `sandbox` shares no reading of Graph with `wire`.
OUTSIDE: dict[str, frozenset[str]] = {
    "census": FOUNDATION | {"model"},
    "history": FOUNDATION | {"model"},
    "graph": FOUNDATION | {"model", "wire", "plan", "snapshot", "census"},
    "sandbox": FOUNDATION,
    "apply": (PURE - {"render"}) | {"graph"},
    "cli": PURE | {"graph", "sandbox", "apply", "census", "history"},
    "__main__": frozenset({"cli"}),
}

# Who may import what from PyPI, by the start of the module's name below `passkeyctl`.
THIRD_PARTY: dict[str, tuple[str, ...]] = {
    "msgraph": ("graph",),
    "msgraph_core": ("graph",),
    "kiota_abstractions": ("graph",),
    "kiota_authentication_azure": ("graph",),
    "kiota_http": ("graph",),
    "azure": ("graph",),
    "httpx": ("graph", "sandbox"),
    "fido2": ("graph.metadata",),
    "cryptography": ("graph.metadata",),
    "starlette": ("sandbox",),
    "uvicorn": ("sandbox", "cli"),
    "typer": ("cli",),
    "click": ("cli",),
    "rich": ("cli", "render.terminal"),
    "yaml": ("config",),
    "ruamel": ("config.rewriting", "config.emitting"),
    "platformdirs": ("cli",),
    "jinja2": ("letters",),
    "markdown_it": ("letters",),
    "filelock": ("cli",),
}

CLOCKS_AND_CHANCE = re.compile(
    r"datetime\.(datetime|date)\.(now|utcnow|today)|time\.time(_ns)?|uuid\.uuid[14678]|random\..+|secrets\..+|os\.urandom"
)
CLOCK_EDGES: tuple[str, ...] = ("cli",)

NEVER_IN_A_NAME = frozenset({"manager", "helper", "helpers", "util", "utils", "common", "handler", "processor"})
NEVER_AN_END = ("Service", "Base")
NEVER_A_NAME = frozenset({"data", "info", "obj", "item"})
NEVER_A_MODULE = frozenset({"base"})
NEVER_A_START = ("do_", "process_", "handle_")
NAMED_BY_OTHERS = frozenset({"handle_async_request"})  # httpx asks a transport for it

LONGEST_FILE = 320
LONGEST_BODY = 40
MACHINE_PATHS = re.compile(r"[/]work[/]|[/]tmp[/]venv|[/]root[/]|[/]home[/]\w|[/]Users[/]\w|[A-Z]:[\\]Users")


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package; `name` is dotted and relative: `config.parse`."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def is_within(self, places: tuple[str, ...]) -> bool:
        return any(self.name == place or self.name.startswith(place + ".") for place in places)


def package_modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found.append(Module(name, path.read_text(encoding="utf-8")))
    return tuple(found)


def imported(tree: ast.Module) -> Iterator[str]:
    """Every absolute name that is imported anywhere in the file, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def arrows(module: Module) -> Iterator[str]:
    allowed = rooms_below(module.room)
    if allowed is None:
        yield f"`{module.room}` has no place in the drawing of rooms"
        return
    for name in imported(module.tree()):
        if name.startswith("passkeyctl.") and name != "passkeyctl.__version__":
            other = name.split(".")[1]
            if other != module.room and other not in allowed:
                yield f"`{module.room}` imports `{other}`"


def rooms_below(room: str) -> frozenset[str] | None:
    if room == "__init__":
        return frozenset()
    if room in OUTSIDE:
        return OUTSIDE[room]
    for height, row in enumerate(PURE_ROWS):
        if room in row:
            return frozenset(lower for rows in PURE_ROWS[:height] for lower in rows)
    return None


def packages(module: Module) -> Iterator[str]:
    for name in imported(module.tree()):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top == "passkeyctl":
            continue
        if not module.is_within(THIRD_PARTY.get(top, ())):
            yield f"`{module.name}` imports `{top}`"


def relative_imports(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree()):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: relative import"


def broad_excepts(module: Module) -> Iterator[str]:
    if module.name == "cli.app":
        return
    for node in ast.walk(module.tree()):
        if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and not goes_on(node):
            yield f"line {node.lineno}: broad except"
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress") and any(map(is_broad, node.args)):
            yield f"line {node.lineno}: broad suppress"


def is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(dotted(kind) in {"Exception", "BaseException"} for kind in kinds)


def goes_on(handler: ast.ExceptHandler) -> bool:
    """What cleans up and lets the error go on swallows nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def clocks(module: Module) -> Iterator[str]:
    if module.is_within(CLOCK_EDGES):
        return
    tree = module.tree()
    origin = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            origin.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
        elif isinstance(node, ast.Import):
            origin.update({alias.asname or alias.name: alias.name for alias in node.names})
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, _, rest = dotted(node).partition(".")
            full = f"{origin.get(first, '')}.{rest}".strip(".")
            if first in origin and CLOCKS_AND_CHANCE.fullmatch(full):
                yield f"line {node.lineno}: `{full}`"


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def lengths(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    if lines >= LONGEST_FILE:
        yield f"{lines} lines: split it by topic"
    for node in ast.walk(module.tree()):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[ast.get_docstring(node) is not None :]
            size = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if size > LONGEST_BODY:
                yield f"line {node.lineno}: `{node.name}` has {size} lines"


def names(module: Module) -> Iterator[str]:
    yield from (f"a module `{part}` says nothing" for part in module.name.split(".") if part in NEVER_A_MODULE)
    for name in {*module.name.split("."), *defined(module.tree())} - NAMED_BY_OTHERS:
        words = set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))
        if (
            words & NEVER_IN_A_NAME
            or name in NEVER_A_NAME
            or name.startswith(NEVER_A_START)
            or name.endswith(NEVER_AN_END)
        ):
            yield f"`{name}` says nothing"


def defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id


def docstrings(module: Module) -> Iterator[str]:
    tree = module.tree()
    if tree.body and not ast.get_docstring(tree):
        yield f"`{module.name}` has no docstring"


Rule = Callable[[Module], Iterator[str]]
RULES: tuple[Rule, ...] = (
    arrows,
    packages,
    relative_imports,
    broad_excepts,
    clocks,
    lengths,
    names,
    docstrings,
)


NOT_OURS = frozenset({"__pycache__", "node_modules"})


def repository_texts() -> Iterator[tuple[str, str]]:
    suffixes = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".txt", ".tsv", ".cfg", ".sh", ""}
    for top in sorted(ROOT.iterdir()):
        kept = top.name in {".ci", ".github", ".gitignore"} or not top.name.startswith((".", "build", "dist"))
        for path in sorted(top.rglob("*")) if top.is_dir() and kept else [top] if kept else []:
            if path.is_file() and path.suffix in suffixes and not NOT_OURS.intersection(path.parts):
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace")
