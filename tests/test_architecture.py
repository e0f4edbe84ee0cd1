"""The package keeps the rules of CONTRIBUTING.md; every rule fires on a snippet that breaks it."""

from __future__ import annotations

import pytest

from tests.architecture_rules import (
    LONGEST_BODY,
    LONGEST_FILE,
    MACHINE_PATHS,
    RULES,
    Module,
    Rule,
    arrows,
    broad_excepts,
    clocks,
    docstrings,
    lengths,
    names,
    package_modules,
    packages,
    relative_imports,
    repository_texts,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    faults = [f"{module.name}: {fault}" for module in package_modules() for fault in rule(module)]
    assert not faults, "\n".join(faults)


BROKEN: tuple[tuple[Rule, str, str], ...] = (
    (arrows, "model.fields", "from passkeyctl.config import parse"),
    (arrows, "config.parse", "from passkeyctl import wire"),
    (arrows, "diff", "from passkeyctl.plan.plan import Plan"),
    (arrows, "plan.plan", "def f():\n    import passkeyctl.graph.client"),
    (arrows, "sandbox.tenant", "from passkeyctl.wire.canonical import flags"),
    (arrows, "apply.executor", "from passkeyctl.render.text import lines"),
    (arrows, "graph.client", "from passkeyctl.apply import executor"),
    (arrows, "attic.box", "import json"),
    (packages, "config.parse", "import httpx"),
    (packages, "render.text", "from rich.table import Table"),
    (packages, "graph.client", "import requests"),
    (packages, "plan.plan", "def f():\n    from azure.identity.aio import DefaultAzureCredential"),
    (relative_imports, "config.parse", "from . import source"),
    (broad_excepts, "graph.client", "try:\n    pass\nexcept Exception:\n    pass"),
    (broad_excepts, "graph.client", "try:\n    pass\nexcept:\n    pass"),
    (broad_excepts, "graph.client", "try:\n    pass\nexcept (ValueError, BaseException):\n    pass"),
    (broad_excepts, "graph.client", "try:\n    pass\nexcept BaseException as e:\n    raise ValueError from e"),
    (broad_excepts, "graph.client", "with contextlib.suppress(Exception):\n    pass"),
    (clocks, "plan.plan", "from datetime import datetime\nx = datetime.now()"),
    (clocks, "plan.plan", "import datetime as d\nx = d.datetime.utcnow()"),
    (clocks, "plan.plan", "import time\ndef f(clock=time.time): ..."),
    (clocks, "apply.journal", "from uuid import uuid4\nx = uuid4()"),
    (clocks, "sandbox.tenant", "import random\nx = random.random()"),
    (lengths, "plan.plan", "x = 1\n" * LONGEST_FILE),
    (lengths, "plan.plan", "def f():\n" + "    x = 1\n" * (LONGEST_BODY + 1)),
    (names, "config.utils", ""),
    (names, "plan.base", ""),
    (names, "config.parse", "class PolicyManager: ..."),
    (names, "config.parse", "class GraphService: ..."),
    (names, "config.parse", "def process_entry(): ..."),
    (names, "config.parse", "def f(data): ..."),
    (names, "config.parse", "for item in (): ..."),
    (docstrings, "config.parse", "x = 1"),
)


@pytest.mark.parametrize(("rule", "name", "text"), BROKEN)
def test_the_rule_fires(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text)))


def test_a_rule_leaves_sound_code_alone() -> None:
    sound = (
        '"""Doc."""\nimport yaml\nfrom passkeyctl.model.fields import Field\n\ndef diff(prior: Field) -> None:\n'
        "    try:\n        pass\n    except BaseException:\n        raise\n"
    )
    assert [fault for rule in RULES for fault in rule(Module("config.parse", sound))] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert [name for name, text in repository_texts() if MACHINE_PATHS.search(text)] == []


def test_a_path_of_a_machine_is_recognised() -> None:
    for path in ("work", "root", "home/jo", "Users/jo"):
        assert MACHINE_PATHS.search(f"see /{path}/notes.txt")
