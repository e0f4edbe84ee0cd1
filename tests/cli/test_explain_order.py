"""`plan --explain-order`: why each request stands where it stands, as text and as fields."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Cli


def test_as_text_it_follows_the_plan(cli: Cli, sandbox: str, small: Path) -> None:
    plain = cli("plan", sandbox, small)
    explained = cli("plan", "--explain-order", sandbox, small)
    assert explained.code == plain.code == 0
    assert explained.out.startswith(plain.out)
    shown = explained.out.removeprefix(plain.out).splitlines()
    assert shown[:4] == [
        "",
        "Order of the requests",
        "  1  create authentication strength `Cards only`",
        "     prepares: nobody notices it yet",
    ]
    assert shown[-3].startswith("proven for every moment between two requests")


def test_as_json_it_is_a_list_of_steps(cli: Cli, sandbox: str, small: Path) -> None:
    assert "order" not in cli("plan", "--json", sandbox, small).json()
    document = cli("plan", "--json", "--explain-order", sandbox, small).json()
    steps = document["order"]
    assert isinstance(steps, list)
    assert [each["step"] for each in steps if isinstance(each, dict)] == [1, 2]
    assert document["order_proof"] == {"followed": True, "proven": True, "unclear": []}


def test_where_nothing_changes_there_is_no_order(cli: Cli, sandbox: str, small: Path) -> None:
    cli("apply", "--auto-approve", sandbox, small)
    assert "Order of the requests" not in cli("plan", "--explain-order", sandbox, small).out
