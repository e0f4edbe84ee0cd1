"""Named sets of roles: their members, and the catalogue date that decides which they are."""

from __future__ import annotations

from passkeyctl.config.composing import compose
from passkeyctl.config.role_sets import RECOMMENDED_ADMINS, Role, roles_of
from passkeyctl.config.shape import ListOf, Text
from passkeyctl.config.spots import Spot
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from tests.config.texts import faults, policy

SET = "@microsoft-recommended-admin-roles"


def test_a_set_alone_or_as_a_member_of_a_list() -> None:
    alone = policy(f'users: {{include: {{roles: "{SET}"}}}}')["users.include.roles"]
    member = policy(f'users: {{include: {{roles: ["{SET}", Global Reader, Global Administrator]}}}}')
    assert isinstance(alone, frozenset)
    assert len(alone) == 14
    also = {Reference(RefKind.ROLE, name, name) for name in ("Global Reader", "Global Administrator")}
    assert member["users.include.roles"] == alone | also


def test_each_role_is_a_built_in_one() -> None:
    known = {(each.name, each.id) for each in ROLE_TEMPLATES}
    assert {(each.name, each.id) for each in RECOMMENDED_ADMINS} <= known


def test_a_role_that_joined_later_is_hidden_by_an_earlier_date() -> None:
    sets = {"@a": (Role("Old", "1", "2026-11"), Role("New", "2", "2027-03"))}
    found: list[Diagnostic] = []
    for date, names in (("2026-11", ["Old"]), ("2027-03", ["Old", "New"]), (None, ["Old", "New"])):
        members = roles_of(_spots('["@a"]'), date, found, sets)
        assert [each.written for each in members if isinstance(each, Reference)] == names
    assert found == []


def test_an_unknown_set_is_told() -> None:
    told = faults('conditionalAccess: {p: {name: P1, users: {include: {roles: ["@microsoft-recommended-roles"]}}}}')
    assert told == [("OPS901", "there is no set of roles `@microsoft-recommended-roles`")]


def _spots(text: str) -> list[Spot]:
    (node,) = compose(text, "x.yaml")
    assert not isinstance(node, Diagnostic)
    spot = Walk().spot(node, ListOf(Text()), "roles")
    assert spot is not None
    return spot.members
