"""The file, the behaviour kept in it, and the way a tenant is written down."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.sandbox.graph import FIDO2, POLICIES, Clock, Graph, Ids, open_store
from tests.sandbox.tenants import fido2, policy, small_tenant


def test_a_file_remembers(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "tenant.sqlite"
    assert not Store.exists(path)
    store = open_store(path, Clock(), small_tenant(), Behaviour(lag=3))
    before = store.export()
    store.close()
    assert Store.exists(path)
    again = Store.open(path, clock=Clock(), new_id=Ids())
    assert again.export() == before
    assert again.behaviour == Behaviour(lag=3)
    assert again.seeded
    again.close()


def test_a_new_file_is_an_empty_tenant(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "t", clock=Clock(), new_id=Ids())
    assert not store.seeded
    assert Graph(store, Clock()).values(POLICIES) == []
    assert sorted(store.export()) == [
        "authenticationMethodConfigurations",
        "authenticationMethodsPolicy",
        "authenticationStrengthPolicies",
        "identitySecurityDefaultsEnforcementPolicy",
        "organization",
    ]
    store.close()


def test_export_and_load_are_inverse(tmp_path: Path) -> None:
    store = open_store(tmp_path / "one", Clock(), small_tenant())
    Graph(store, Clock()).create(POLICIES, policy())
    written = store.export()
    other = open_store(tmp_path / "two", Clock(), written)
    assert other.export() == written
    store.close()
    other.close()


def test_reset_returns_to_what_was_loaded(tmp_path: Path) -> None:
    store = open_store(tmp_path / "t", Clock(), small_tenant(), Behaviour(lag=2))
    before = store.export()
    graph = Graph(store, Clock())
    graph.create(POLICIES, policy())
    graph.patch(FIDO2, fido2(state="enabled"))
    store.reset()
    assert store.export() == before
    assert store.behaviour == Behaviour(lag=2)
    assert graph.get(FIDO2)["state"] == "disabled"
    store.close()


def test_load_fills_in_only_what_is_missing(tmp_path: Path) -> None:
    keys: JsonObject = {
        "authenticationMethodConfigurations": [{"@odata.type": "x", "id": "fido2", "state": "enabled"}],
        "authenticationStrengthPolicies": [{"id": "00000000-0000-0000-0000-000000000004", "displayName": "Ours"}],
    }
    store = open_store(tmp_path / "t", Clock(), keys)
    written = store.export()
    assert [each["id"] for each in objects(written["authenticationMethodConfigurations"])][:2] == [
        "fido2",
        "TemporaryAccessPass",
    ]
    names = [each["displayName"] for each in objects(written["authenticationStrengthPolicies"])]
    assert names == ["Multifactor authentication", "Passwordless MFA", "Ours"]
    store.close()


def test_an_unknown_collection_is_an_error(tmp_path: Path) -> None:
    store = open_store(tmp_path / "t", Clock())
    with pytest.raises(PasskeyctlError, match="`policies` is no collection of the sandbox") as raised:
        store.load({"policies": []})
    assert "conditionalAccessPolicies" in raised.value.hint
    store.close()


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but something that somebody may want to keep " * 20)
    with pytest.raises(PasskeyctlError, match="is not a sandbox file"):
        Store.open(path, clock=Clock(), new_id=Ids())
    assert path.read_text().startswith("not a database")


def test_two_processes_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "t"
    one = open_store(path, Clock(), small_tenant())
    two = Store.open(path, clock=Clock(), new_id=Ids(100))
    first, second = Graph(one, Clock()), Graph(two, Clock())
    assert second.values(POLICIES) == []
    first.create(POLICIES, policy(displayName="One"))
    second.create(POLICIES, policy(displayName="Two"))
    assert [each["displayName"] for each in first.values(POLICIES)] == ["One", "Two"]
    assert one.export() == two.export()
    one.close()
    two.close()


def test_a_refused_request_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "t", Clock(), small_tenant())
    before = store.export()
    graph = Graph(store, Clock())
    graph.refused("POST", POLICIES, policy(state="on"))
    graph.refused("PATCH", FIDO2, fido2(state="enabled", passkeyProfiles=[]))
    assert store.export() == before
    store.close()


def test_a_transaction_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "t", Clock(), small_tenant())
    before = store.export()

    def broken() -> None:
        with store.transaction() as tenant:
            tenant.remove("groups", "10000000-0000-4000-8000-000000000001")
            tenant.save()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert store.export() == before
    store.close()


def test_the_layout_of_the_file(tmp_path: Path) -> None:
    open_store(tmp_path / "t", Clock(), small_tenant()).close()
    connection = sqlite3.connect(tmp_path / "t")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    assert tables == [("log",), ("objects",), ("settings",)]
    connection.close()


@pytest.mark.parametrize("behaviour", VARIANTS)
def test_a_behaviour_survives_json(behaviour: Behaviour) -> None:
    assert Behaviour.from_json(behaviour.to_json()) == behaviour


def test_the_variants_answer_every_open_question() -> None:
    switches = (
        *("nested_patch", "profile_ids", "equal_profile_names", "targeted_profile_deletion", "preview_policies"),
        *("campaign_patch", "campaign_beta_member"),
    )
    for name in switches:
        assert len({getattr(each, name) for each in VARIANTS}) == 2
    assert len(set(VARIANTS)) == len(VARIANTS)


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ({"nested_patch": "both"}, "`both` is no value of `nested_patch`"),
        ({"latency": 3}, "`latency` is no switch of the sandbox"),
        ({"throttle": "yes"}, "`throttle` is either true or false"),
        ({"lag": -1}, "`lag` takes a number from zero up, not `-1`"),
        ({"lag": 1.5}, "`lag` takes a number from zero up, not `1.5`"),
        ({"lag": True}, "`lag` takes a number from zero up, not `True`"),
        ({"page_size": 0}, "`page_size` takes a number from zero up, not `0`"),
    ],
)
def test_a_behaviour_that_is_refused(switches: JsonObject, message: str) -> None:
    with pytest.raises(PasskeyctlError) as raised:
        Behaviour.from_json(switches)
    assert raised.value.summary == message


def test_fractions_of_a_second_and_no_page_size() -> None:
    changed = Behaviour().but(lag_seconds=0.5, page_size=None)
    assert (changed.lag_seconds, changed.page_size) == (0.5, None)
