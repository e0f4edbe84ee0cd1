"""The acting rests on conditions being read as GitHub reads them."""

from __future__ import annotations

import pytest

from tests.pipelines.expressions import Value, evaluated, filled, holds

CONTEXTS: dict[str, Value] = {
    "inputs": {"issue": "", "command": "drift"},
    "steps": {"run": {"outputs": {"exit-code": "2"}}},
    "vars": {},
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("inputs.command == 'drift'", True),
        ("inputs.command != 'drift' || steps.run.outputs.exit-code == '2'", True),
        ("!cancelled() && inputs.issue != ''", False),
        ("(inputs.issue == '' || inputs.command == 'x') && steps.run.outputs.exit-code == '0'", False),
        ("vars.NOT_SET", None),
        ("steps.never.outputs.x != ''", False),
    ],
)
def test_conditions(expression: str, value: Value) -> None:
    assert evaluated(expression, CONTEXTS) == value


def test_a_condition_without_a_status_wants_that_nothing_failed() -> None:
    assert holds("${{ inputs.command == 'drift' }}", CONTEXTS, has_failed=False)
    assert not holds("${{ inputs.command == 'drift' }}", CONTEXTS, has_failed=True)
    assert holds("${{ !cancelled() && inputs.command == 'drift' }}", CONTEXTS, has_failed=True)
    assert not holds(None, CONTEXTS, has_failed=True)


def test_what_nobody_set_is_filled_in_as_nothing() -> None:
    assert filled("a ${{ vars.NOT_SET }}b ${{ inputs.command }}", CONTEXTS) == "a b drift"
