"""Temporary Access Pass, named locations, contexts: each check where it fires and where it just does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.finding import Weight
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.checks.reviews import SAFE, created, deleted, found, left_alone, live, only, policy, review, updated, weights

ASKED = [(Weight.ASKS, True)]
OFFICE, HOTEL = "203.0.113.0/24", "198.51.100.0/24"
PASS = live(
    Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", state="enabled", targets=frozenset({"g-1", "g-2"})
)  # fmt: skip


def office(*ranges: str, name: str = "l-1", **fields: object) -> LiveObject:
    return live(Kind.LOCATION, name, type="ip", ipRanges=frozenset(ranges or (OFFICE,)), **fields)


def outside(location: str = "l-1", **fields: object) -> LiveObject:
    lists = {
        "conditions__locations__include": frozenset({"all"}),
        "conditions__locations__exclude": frozenset({location}),
    }
    return policy(**{**lists, **fields})


def access_pass(before: LiveObject = PASS, /, **fields: Value) -> ResourceChange:
    return replace(updated(before, **fields), address=Address(Kind.TEMPORARY_ACCESS_PASS))


def summaries(*changes: ResourceChange, unlisted: tuple[LiveObject, ...] = (), code: str = "OPS907") -> list[str]:
    return [each.diagnostic.summary for each in found(review(*changes, unlisted=unlisted), code)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minimumLifetime": 10, "defaultLifetime": 10, "maximumLifetime": 43200}, []),
        ({"minimumLifetime": 9}, ["`minimumLifetime` is 9 minutes, outside of what Temporary Access Pass takes"]),
        (
            {"maximumLifetime": 43201},
            ["`maximumLifetime` is 43201 minutes, outside of what Temporary Access Pass takes"],
        ),
        ({"minimumLifetime": 61}, ["`minimumLifetime` would be longer than `defaultLifetime`: 61 and 60 minutes"]),
        ({"maximumLifetime": 60}, []),
        ({"maximumLifetime": 59}, ["`defaultLifetime` would be longer than `maximumLifetime`: 60 and 59 minutes"]),
        ({"length": 48, "oneTimeUse": True}, []),
        ({"length": 49}, ["`length` is 49, and a pass has from 8 to 48 characters"]),
        ({"length": 7}, ["`length` is 7, and a pass has from 8 to 48 characters"]),
    ],
)
def test_reg603_values_of_the_planned_state(fields: dict[str, Value], words: list[str]) -> None:
    judged = review(access_pass(**fields))
    assert [each.diagnostic.summary for each in found(judged, "REG603")] == words
    assert weights(judged, "REG603") == [(Weight.BLOCKS, False)] * len(words)


def test_reg603_what_stands_and_stays_blocks_nothing() -> None:
    odd = live(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", state="enabled", length=99)
    assert found(review(left_alone(odd)), "REG603") == []
    assert weights(review(access_pass(odd, targets=frozenset({"g-3"}))), "REG603") == [(Weight.STANDING, False)]
    assert weights(review(access_pass(odd, length=98)), "REG603") == [(Weight.BLOCKS, False)]


def test_reg603_a_one_time_pass_beside_a_policy_for_joining_devices() -> None:
    asking = policy(
        target__userActions=frozenset({"Register or join devices"}),
        target__resources__include=frozenset(),
    )
    once = access_pass(oneTimeUse=True)
    assert weights(review(once, unlisted=[asking]), "REG603") == [(Weight.SAYS, False)]
    assert found(review(once), "REG603") == []
    assert found(review(access_pass(length=9), unlisted=[asking]), "REG603") == []
    registering = frozenset({"Register security information"})
    another = replace(asking, fields={**asking.fields, "target.userActions": registering})
    assert found(review(once, unlisted=[another]), "REG603") == []


def test_switching_the_pass_off_is_asked() -> None:
    off = access_pass(state="disabled")
    assert summaries(off) == ["switch Temporary Access Pass off for everybody"]
    assert weights(review(off), "OPS907") == ASKED
    assert not only(review(off), "OPS907").is_grave
    everybody = replace(PASS, fields={**PASS.fields, "targets": frozenset({"everyone"})})
    assert only(review(access_pass(everybody, state="disabled")), "OPS907").is_grave


def test_taking_the_pass_from_people_is_asked_by_name() -> None:
    assert summaries(access_pass(targets=frozenset({"g-2"}))) == [
        "stop giving Temporary Access Pass to `name of g-1`"
    ]  # fmt: skip
    assert summaries(access_pass(exclude=frozenset({"g-3"}), exclude__users=frozenset({"u-9"}))) == [
        "exclude from Temporary Access Pass `name of g-3`, `name of u-9`"
    ]
    everybody = replace(PASS, fields={**PASS.fields, "targets": frozenset({"everyone"})})
    assert summaries(access_pass(everybody, targets=frozenset({"g-1"}))) == [
        "stop giving Temporary Access Pass to everybody"
    ]


def test_emergency_accounts_among_them_are_named_and_grave() -> None:
    taken = only(review(access_pass(exclude=frozenset({SAFE}))), "OPS907")
    assert taken.is_grave
    assert taken.diagnostic.summary == (
        f"exclude from Temporary Access Pass `name of {SAFE}`, "
        "the emergency accounts `bg1@contoso.example`, `bg2@contoso.example` among them"
    )
    assert not only(review(access_pass(exclude=frozenset({"g-3"}))), "OPS907").is_grave


def test_giving_the_pass_to_more_people_is_not_asked_and_nothing_is_while_it_is_off() -> None:
    assert summaries(access_pass(targets=frozenset({"everyone"}))) == []
    assert summaries(access_pass(oneTimeUse=True)) == []
    resting = replace(PASS, fields={**PASS.fields, "state": "disabled"})
    assert summaries(access_pass(resting, targets=frozenset(), exclude=frozenset({SAFE}))) == []


def test_a_location_that_a_policy_still_names_is_not_deleted() -> None:
    gone = deleted(office())
    for state in ("enabled", "reportOnly", "disabled"):
        judged = review(gone, unlisted=[outside(state=state)])
        assert weights(judged, "OPS907", "still named") == [(Weight.BLOCKS, False)]
    assert only(judged, "OPS907", "still named").diagnostic.detail == ("by `Policy p-1`",)
    lets_go = updated(outside(), conditions__locations__exclude=frozenset())
    assert found(review(gone, lets_go), "OPS907", "still named") == []
    begins = updated(outside("l-2"), conditions__locations__include=frozenset({"l-1"}))
    assert weights(review(gone, begins), "OPS907", "still named") == [(Weight.BLOCKS, False)]


def test_deleting_is_asked_with_the_policies_that_people_then_meet() -> None:
    assert summaries(deleted(office())) == ["delete the named location `l-1`"]
    trusted = deleted(office(trusted=True))
    asked = only(review(trusted, unlisted=[outside("allTrusted")]), "OPS907", "delete")
    assert asked.diagnostic.summary == "delete the named location `l-1`: sign-ins from there then meet `Policy p-1`"
    assert asked.is_grave
    some = outside("allTrusted", users__include="selected")
    assert not only(review(trusted, unlisted=[some]), "OPS907", "delete").is_grave


def test_policies_that_can_not_be_read_are_named_where_something_is_deleted() -> None:
    detail = ("whether `CA009 - Preview` names it is unknown: v1.0 does not show it",)
    for gone in (deleted(office()), deleted(context())):
        judged = review(gone, unread=(("p-9", "CA009 - Preview"),))
        assert only(judged, "OPS907", "delete").diagnostic.detail == detail
        assert only(review(gone), "OPS907", "delete").diagnostic.detail == ()


def test_taking_ranges_out_of_what_a_policy_excludes_is_asked() -> None:
    narrower = updated(office(OFFICE, HOTEL), ipRanges=frozenset({OFFICE}))
    words = "take places out of `l-1`: sign-ins from them then meet `Policy p-1`"
    assert summaries(narrower, unlisted=(outside(),)) == [words]
    assert weights(review(narrower, unlisted=[outside()]), "OPS907") == ASKED
    assert summaries(narrower, unlisted=(outside("allTrusted"),)) == []
    assert summaries(narrower, unlisted=(outside(state="reportOnly"),)) == []
    assert summaries(narrower, unlisted=(outside(conditions__locations__exclude=frozenset()),)) == []
    wider = updated(office(), ipRanges=frozenset({OFFICE, HOTEL}))
    assert summaries(wider, unlisted=(outside(),)) == []
    finer = updated(office(), ipRanges=frozenset({"203.0.113.0/25", "203.0.113.128/25"}))
    assert summaries(finer, unlisted=(outside(),)) == []


def test_taking_trust_away_is_asked_where_a_policy_excludes_all_trusted_locations() -> None:
    distrusted = updated(office(trusted=True), trusted=False)
    words = "no longer trust `l-1`: sign-ins from there then meet `Policy p-1`"
    assert summaries(distrusted, unlisted=(outside("allTrusted"),)) == [words]
    assert summaries(distrusted, unlisted=(outside(),)) == []


def test_letting_more_past_a_policy_for_privileged_roles_is_asked() -> None:
    for_roles = outside("allTrusted", users__include="selected", users__include__roles=frozenset({"r-1"}))
    words = "let more sign-ins past `Policy p-1` through `l-1`: privileged roles are protected less"
    assert summaries(updated(office(), trusted=True), unlisted=(for_roles,)) == [words]
    assert summaries(created(office(trusted=True)), unlisted=(for_roles,)) == [words]
    assert summaries(created(office()), unlisted=(for_roles,)) == []
    assert summaries(updated(office(), trusted=True), unlisted=(outside("allTrusted"),)) == []


def test_a_change_that_suits_no_order_is_asked() -> None:
    swap = updated(office(), ipRanges=frozenset({HOTEL}))
    begins = updated(outside("l-2"), conditions__locations__exclude=frozenset({"l-1", "l-2"}))
    other = replace(outside(), id="p-2", name="Policy p-2")
    ends = replace(updated(other, conditions__locations__exclude=frozenset()), name="Policy p-2")
    assert found(review(swap, begins, ends), "OPS907", "do not fit") != []
    assert found(review(swap, begins), "OPS907", "do not fit") == []
    assert found(review(swap, ends), "OPS907", "do not fit") == []


def test_a_location_with_the_content_or_the_name_of_another_one_looks_renamed() -> None:
    def judged(new: LiveObject, there: LiveObject) -> list[tuple[Weight, bool]]:
        return weights(review(created(new), unlisted=[there]), "OPS907", "looks renamed: a named location like")

    assert judged(office(name="Main office"), office(name="Head office")) == [(Weight.BLOCKS, True)]
    assert judged(office(HOTEL, name="head  office"), office(name="Head office")) == [(Weight.BLOCKS, True)]
    assert judged(office(HOTEL, name="Main office"), office(name="Head office")) == []


def context(*, published: bool = True) -> LiveObject:
    return live(Kind.CONTEXT, "c7", "Admin work", published=published)


def targeting(**fields: object) -> LiveObject:
    return policy(target__resources__include=frozenset(), target__authenticationContexts=frozenset({"c7"}), **fields)


def test_a_context_that_a_policy_still_targets_is_not_deleted() -> None:
    gone = deleted(context())
    judged = review(gone, unlisted=[targeting(state="disabled")])
    assert weights(judged, "OPS907", "still targeted") == [(Weight.BLOCKS, False)]
    assert summaries(gone) == ["delete the authentication context `Admin work`"]


def test_unpublishing_is_asked_where_a_policy_in_force_targets_it() -> None:
    withdrawn = updated(context(), published=False)
    words = "unpublish `Admin work`, which `Policy p-1` protects: no application can ask for it then"
    assert summaries(withdrawn, unlisted=(targeting(),)) == [words]
    assert summaries(withdrawn, unlisted=(targeting(state="reportOnly"),)) == []
    assert summaries(withdrawn) == []
    assert summaries(updated(context(published=False), published=True), unlisted=(targeting(),)) == []


def test_what_the_same_files_describe_is_no_dangling_id() -> None:
    address = Address(Kind.LOCATION, "l-new")
    new = created(office(name="l-new"))
    names = {(RefKind.GROUP, SAFE): "SAFE"}
    uses_it = created(replace(outside(str(PendingId(address))), name="New"))
    uses_it = replace(uses_it, id=PendingId(uses_it.address))
    assert found(review(new, uses_it, names=names), "CAP401") == []
    assert len(found(review(uses_it, names=names), "CAP401")) == 1
    fresh = ResourceChange(Address(Kind.CONTEXT, "c7"), Action.CREATE, "c7", "Admin work", None, context().fields)
    targets = created(replace(targeting(), name="New"))
    assert found(review(fresh, targets, names=names), "CAP401") == []
    assert found(review(left_alone(context()), targets, names=names), "CAP401") == []
    assert len(found(review(targets, names=names), "CAP401")) == 1
