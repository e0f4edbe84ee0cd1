"""The pages of these rules load, and their examples fire them where files are enough."""

from __future__ import annotations

import pytest

from passkeyctl.rules.page import load_page
from tests.checks.yaml_reviews import codes, configuration_of

FROM_FILES = ("CAP403", "CAP404", "CAP406", "CAP407", "STR304", "STR305", "REG601", "REG603", "REG604")
IN_TENANTS = ("CAP405", "REG602", "REG605", "REG606")


@pytest.mark.parametrize("code", FROM_FILES)
def test_the_example_fires_the_rule(code: str) -> None:
    assert code in codes(load_page(code).example)


@pytest.mark.parametrize("code", IN_TENANTS)
def test_the_example_can_be_understood(code: str) -> None:
    assert configuration_of(load_page(code).example).entries
