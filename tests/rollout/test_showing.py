"""What a tenant shows of a stage: values as they are composed later on, members that were added, entries that came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.config.load import at_stages
from passkeyctl.diff import diff
from passkeyctl.identity import identify
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import SourceText
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.needs import references_of
from passkeyctl.resolve import Context, resolve
from passkeyctl.rollout.showing import Composed, composed, sets, shown
from tests.states import id_of, live, prior

NAMES = ("rehearse", "enforce", "widen")
GROUPS = {"Pilot": id_of(1), "Wave": id_of(2), "Other": id_of(3)}
POLICY = id_of(9)
FILE = """\
apiVersion: passkeyctl/v1
rollout:
  stages:
    - name: rehearse
      sets: {conditionalAccess.office.state: reportOnly}
    - name: enforce
      sets: {conditionalAccess.office.state: enabled}
    - name: widen
      adds: {conditionalAccess.office.users.include.groups: [Wave]}
conditionalAccess:
  office:
    name: Office 365
    state: disabled
    users: {include: {groups: [Pilot]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
"""


def office(state: str, *groups: str) -> LiveObject:
    included = frozenset(GROUPS[each] for each in groups)
    return live(
        Kind.POLICY,
        POLICY,
        "Office 365",
        state=state,
        users__include="selected",
        users__include__groups=included,
        target__resources__include=frozenset({"Office 365"}),
        grant__controls=frozenset({"mfa"}),
    )


def heights(text: str, tenant: PriorState, names: tuple[str, ...] = NAMES) -> list[Composed]:
    return [_height(text, tenant, names[:count]) for count in range(len(names) + 1)]


def _height(text: str, tenant: PriorState, names: tuple[str, ...]) -> Composed:
    configuration = at_stages([SourceText("a.yaml", text)], names)
    identities = identify(configuration.entries, tenant)
    found = {each: _found(each) for each in references_of(configuration)}
    described = frozenset(each.address for each in configuration.entries if not each.is_absent)
    resolved = resolve(configuration, Context(tenant, identities, Directory(found), described))
    assert not resolved.diagnostics, resolved.diagnostics
    difference = diff(resolved.entries, identities, tenant, configuration.manage)
    return composed(resolved.entries, difference.changes)


def _found(reference: Reference) -> tuple[DirectoryObject, ...]:
    if reference.kind is not RefKind.GROUP:
        return ()
    return (DirectoryObject(RefKind.GROUP, GROUPS[reference.written], reference.written, is_security_group=True),)


@pytest.mark.parametrize(
    ("tenant", "expected"),
    [
        (prior(), (False, False, False)),
        (prior(office("disabled", "Pilot")), (False, False, False)),
        (prior(office("reportOnly", "Pilot")), (True, False, False)),
        (prior(office("enabled", "Pilot")), (True, True, False)),
        (prior(office("enabled", "Pilot", "Wave")), (True, True, True)),
        (prior(office("enabled", "Pilot", "Wave", "Other")), (True, True, True)),
        (prior(office("enabled", "Wave")), (True, True, True)),
        (prior(office("disabled", "Pilot", "Wave")), (False, False, True)),
    ],
)
def test_values_and_members(tenant: PriorState, expected: tuple[bool, ...]) -> None:
    """A value may be that of a stage further up; beside members that were added there may be others."""
    assert shown(heights(FILE, tenant)) == expected


LISTS = FILE.replace(
    "sets: {conditionalAccess.office.state: enabled}", "sets: {conditionalAccess.office.users.include.groups: [Other]}"
)


def test_a_list_that_is_set_as_a_whole_is_looked_for_as_a_whole() -> None:
    """What a stage replaces with something else is not shown by having more."""
    assert shown(heights(LISTS, prior(office("reportOnly", "Other")), NAMES[:2])) == (True, True)
    assert shown(heights(LISTS, prior(office("reportOnly", "Other", "Pilot")), NAMES[:2])) == (True, False)


MADE = """\
apiVersion: passkeyctl/v1
rollout:
  stages:
    - name: rehearse
      sets:
        conditionalAccess.office:
          name: Office 365
          state: reportOnly
          users: {include: {groups: [Pilot]}}
          target: {resources: {include: [Office 365]}}
          grant: {controls: [mfa]}
    - name: enforce
      note: nothing more
    - name: widen
      sets: {conditionalAccess.office.ensure: absent}
"""


def test_entries_that_come_and_go() -> None:
    assert shown(heights(MADE, prior())) == (True, None, True), "it was there, and is gone again"
    assert shown(heights(MADE, prior(), NAMES[:2])) == (False, None)
    assert shown(heights(MADE, prior(office("reportOnly", "Pilot")))) == (True, None, False)
    assert shown(heights(MADE, prior(office("enabled", "Pilot")))) == (False, None, False)


def test_what_a_stage_sets_is_named_by_field() -> None:
    base, rehearse, enforce, widen = heights(FILE, prior())
    assert [(str(each.address), each.path) for each in sets(base, rehearse)] == [("conditionalAccess.office", "state")]
    (added,) = sets(enforce, widen)
    assert added.path == "users.include.groups"
    assert sorted(map(str, added.added)) == [GROUPS["Wave"]]
    assert list(sets(rehearse, rehearse)) == []


def test_a_row_that_is_no_longer_listed_stands_until_it_is_gone() -> None:
    text = """\
apiVersion: passkeyctl/v1
manage: {passkeys: all}
rollout:
  stages:
    - name: rehearse
      sets: {passkeys.targets: [{group: Wave, profiles: [default]}]}
passkeys:
  targets:
    - {group: Pilot, profiles: [default]}
"""
    profile = frozenset({prior().of(Kind.PROFILE)[0].id})
    rows = {each: live(Kind.TARGET, GROUPS[each], profiles=profile) for each in ("Pilot", "Wave")}
    assert shown(heights(text, prior(rows["Pilot"]), NAMES[:1])) == (False,)
    assert shown(heights(text, prior(*rows.values()), NAMES[:1])) == (False,)
    assert shown(heights(text, prior(rows["Wave"]), NAMES[:1])) == (True,)


REPLACED = MADE.replace(
    "      sets: {conditionalAccess.office.ensure: absent}\n",
    """\
      sets:
        conditionalAccess.office.ensure: absent
        conditionalAccess.everybody:
          name: Everybody
          state: reportOnly
          users: {include: {groups: [Pilot]}}
          target: {resources: {include: [Office 365]}}
          grant: {controls: [mfa]}
""",
)


def test_what_is_replaced_was_there_only_if_its_successor_is() -> None:
    """Else an empty tenant would show the first stage, and nobody would ask its gates."""
    successor = replace(office("reportOnly", "Pilot"), id=id_of(10), name="Everybody")
    successor = replace(successor, fields={**successor.fields, "name": "Everybody"})
    assert shown(heights(REPLACED, prior())) == (False, None, False)
    assert shown(heights(REPLACED, prior(office("reportOnly", "Pilot")))) == (True, None, False)
    assert shown(heights(REPLACED, prior(successor))) == (True, None, True)


def test_a_row_that_a_later_stage_leaves_out() -> None:
    text = """\
apiVersion: passkeyctl/v1
manage: {passkeys: all}
rollout:
  stages:
    - name: rehearse
      adds: {passkeys.targets: [{group: Wave, profiles: [default]}]}
    - name: enforce
      sets: {passkeys.targets: [{group: Other, profiles: [default]}]}
passkeys:
  targets:
    - {group: Pilot, profiles: [default]}
"""
    profile = frozenset({prior().of(Kind.PROFILE)[0].id})
    rows = {each: live(Kind.TARGET, GROUPS[each], profiles=profile) for each in GROUPS}
    names = NAMES[:2]
    assert shown(heights(text, prior(rows["Pilot"]), names)) == (False, False)
    assert shown(heights(text, prior(rows["Pilot"], rows["Wave"]), names)) == (True, False)
    assert shown(heights(text, prior(rows["Other"]), names)) == (True, True)
