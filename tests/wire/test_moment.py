"""Some objects of a tenant, kept as Graph gave them and read again."""

from __future__ import annotations

import json

from passkeyctl.model.address import Kind
from passkeyctl.wire.moment import moment_json, moment_state
from tests.apply.plans import CHANGED_POLICY, NEW_STRENGTH, OLD_POLICY, OLD_STRENGTH, content


def test_what_was_touched_reads_back_as_it_stood() -> None:
    state = content().state()
    touched = [(Kind.POLICY, OLD_POLICY), (Kind.POLICY, CHANGED_POLICY), (Kind.STRENGTH, OLD_STRENGTH)]
    kept = moment_state(json.loads(json.dumps(moment_json(state, touched))))
    assert {(each.kind, each.id) for each in kept.objects} == set(touched)
    assert all(state.by_id(each.kind, each.id) == each for each in kept.objects)


def test_one_part_of_the_passkey_policy_brings_the_whole() -> None:
    state = content().state()
    kept = moment_state(moment_json(state, [(Kind.TARGET, "all_users")]))
    assert kept.fido2 == state.fido2
    assert kept.of(Kind.PROFILE) == state.of(Kind.PROFILE)
    assert kept.unread_kinds == frozenset(Kind) - {Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE}


def test_what_is_not_there_is_left_out_and_the_kind_counts_as_read() -> None:
    kept = moment_state(moment_json(content().state(), [(Kind.STRENGTH, str(NEW_STRENGTH))]))
    assert kept.objects == ()
    assert Kind.STRENGTH not in kept.unread_kinds
    assert Kind.POLICY in kept.unread_kinds
