"""How one person could come to a passkey: what they have, a Temporary Access Pass, the registration campaign."""

from __future__ import annotations

import pytest

from passkeyctl.insight.person.bootstrap import Bootstrap, bootstrap_of
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, setting
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.people import people
from tests.states import id_of, live, prior

PILOT, BARRED, KEYS = id_of(2), id_of(4), id_of(1)
ANYTHING = live(Kind.PROFILE, KEYS, "Anything", passkeyTypes=frozenset({"deviceBound", "synced"}))
ROW = live(Kind.TARGET, EVERYONE, profiles=frozenset({KEYS}))


def passes(**fields: Value) -> LiveObject:
    return live(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", None, None, **fields)  # type: ignore[arg-type]


def campaign(**fields: Value) -> LiveObject:
    return live(Kind.CAMPAIGN, "registrationCampaign", None, None, **fields)  # type: ignore[arg-type]


def found(who: People, *objects: LiveObject) -> Bootstrap:
    return bootstrap_of(before(prior(ANYTHING, ROW, *objects)), who, 0)


def test_a_registered_method_is_a_way_in() -> None:
    one = found(people(1, registered={"mobilePhone": [0], "email": [0]}))
    assert (one.methods, one.is_reported, one.with_methods.holds) == (("email", "mobilePhone"), True, True)
    assert (Link(LinkKind.METHOD, "mobilePhone"),) in one.with_methods.chains


def test_without_one_a_pass_is_and_only_where_it_reaches() -> None:
    one = found(people(1, groups={PILOT: [0]}), passes(state="enabled", targets=frozenset({PILOT})))
    assert (one.with_methods.holds, one.pass_reaches.holds, one.with_pass.holds) == (False, True, True)
    assert one.with_methods.chains == ((Link(LinkKind.NOTHING, "methods", False),),)
    assert one.pass_reaches.chains == (
        (Link(LinkKind.GROUP, PILOT, True, True), setting("targets", frozenset({PILOT}))),
    )
    other = found(people(1, groups={PILOT: []}), passes(state="enabled", targets=frozenset({PILOT})))
    assert (other.pass_reaches.holds, other.with_pass.holds) == (False, False)


def test_a_pass_that_is_off_says_so() -> None:
    one = found(people(1), passes(state="disabled", targets=frozenset({"everyone"})))
    assert one.pass_reaches.holds is False
    assert (setting("state", "disabled", holds=False),) in one.pass_reaches.chains


def test_a_person_among_the_targets_and_one_among_the_excludes() -> None:
    who = people(1, ids=[0])
    me = frozenset(who.ids)
    named: Chain = (Link(LinkKind.USER, next(iter(me))), setting("targets.users", me))
    one = found(who, passes(state="enabled", targets__users=me))
    assert (one.pass_reaches.holds, one.pass_reaches.chains) == (True, (named,))
    two = found(who, passes(state="enabled", targets=frozenset({"everyone"}), exclude__users=me))
    assert two.pass_reaches.holds is False


def test_a_passkey_that_was_read_counts_where_the_report_was_not() -> None:
    key = KeyModel("d8522d9f-575b-4866-88a9-ba99fa02f35b", "deviceBound", True)
    one = found(people(1, unreported=[0], keys={key: [0]}))
    assert (one.methods, one.is_reported, one.with_methods.holds) == ((), False, True)
    assert one.with_methods.chains == (
        (Link(LinkKind.METHOD, "passKeyDeviceBound"),),
        (Link(LinkKind.UNREAD, "the report of registered methods", None),),
    )
    nothing = found(people(1, unreported=[0]))
    assert nothing.with_methods.chains == one.with_methods.chains[1:]


def test_what_was_not_read_is_not_known() -> None:
    one = found(people(1, unreported=[0]))
    assert (one.is_reported, one.with_methods.holds, one.pass_reaches.holds, one.campaign.holds) == (
        False,
        None,
        None,
        None,
    )
    assert one.pass_reaches.chains == ((Link(LinkKind.UNREAD, "temporaryAccessPass", None),),)
    assert one.campaign.chains == ((Link(LinkKind.UNREAD, "registrationCampaign", None),),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "enabled", "include": frozenset({"everyone"})}, True),
        ({"state": "enabled", "include": frozenset({PILOT})}, True),
        ({"state": "enabled", "include": frozenset({"everyone"}), "exclude": frozenset({BARRED})}, False),
        ({"state": "enabled"}, False),
        ({"state": "disabled", "include": frozenset({"everyone"})}, False),
        ({"state": "microsoftManaged", "include": frozenset({"everyone"})}, None),
    ],
)
def test_whom_the_campaign_asks(fields: dict[str, Value], expected: bool | None) -> None:
    one = found(people(1, groups={PILOT: [0], BARRED: [0]}), campaign(**fields))
    assert one.campaign.holds is expected
    assert one.campaign_method == "microsoftAuthenticator"


def test_nesting_matters_for_a_pass_too() -> None:
    who = people(1, groups={PILOT: [0]}, direct={PILOT: []})
    one = found(who, passes(state="enabled", targets=frozenset({PILOT})))
    assert (one.pass_reaches.holds, one.pass_reaches.hangs_on_nesting) == (None, True)


def test_a_policy_that_guards_registration_is_named() -> None:
    guard = live(
        Kind.POLICY,
        id_of(101),
        "Guard",
        state="enabled",
        users__include="all",
        target__userActions=frozenset({"Register security information"}),
        grant__controls=frozenset({"block"}),
    )
    one = found(people(1, registered={"mobilePhone": [0]}), guard)
    assert (one.with_methods.holds, one.gates) == (False, (id_of(101),))


def test_a_policy_on_everything_stops_whoever_comes_with_a_pass() -> None:
    keys = live(Kind.STRENGTH, id_of(7), "Keys", allowedCombinations=frozenset({"fido2"}))
    everything = live(
        Kind.POLICY,
        id_of(102),
        "Everything",
        state="enabled",
        users__include="all",
        target__resources__include=frozenset({"All resources"}),
        grant__authenticationStrength=id_of(7),
    )
    given = passes(state="enabled", targets=frozenset({"everyone"}))
    one = found(people(1), given, keys, everything)
    assert (one.pass_reaches.holds, one.with_pass.holds, one.stopping, one.gates) == (True, False, ("Everything",), ())
    assert found(people(1), given, keys).with_pass.holds is True
