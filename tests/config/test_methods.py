"""Temporary Access Pass and the registration campaign in YAML."""

from __future__ import annotations

import pytest

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Managed, Ownership
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.values import Wanted
from tests.config.texts import configuration, faults, loaded, only, values

GUID = "333951be-b1f0-4f3c-8c7a-1d0f2c3b4a59"


def access_pass(body: str) -> dict[str, Wanted]:
    return values(only(Kind.TEMPORARY_ACCESS_PASS, f"temporaryAccessPass: {{{body}}}\n"))


def campaign(body: str) -> dict[str, Wanted]:
    return values(only(Kind.CAMPAIGN, f"registrationCampaign: {{{body}}}\n"))


def campaign_faults(body: str) -> list[str]:
    return [summary for _, summary in faults(f"registrationCampaign: {{{body}}}\n")]


def pass_faults(body: str) -> list[str]:
    return [summary for _, summary in faults(f"temporaryAccessPass: {{{body}}}\n")]


def people(value: Wanted) -> set[tuple[str, str]]:
    """Kind and text of each reference; a word has no kind."""
    assert isinstance(value, frozenset)
    return {(each.kind.value, each.written) if isinstance(each, Reference) else ("", str(each)) for each in value}


def test_every_key_of_the_pass() -> None:
    written = access_pass(
        "state: enabled, targets: everyone, exclude: [], oneTimeUse: true, defaultLifetime: 90m, "
        "minimumLifetime: 1h, maximumLifetime: 30d, length: 12"
    )
    assert written == {
        "state": "enabled",
        "targets": frozenset({"everyone"}),
        "targets.users": frozenset(),
        "exclude": frozenset(),
        "exclude.users": frozenset(),
        "oneTimeUse": True,
        "defaultLifetime": 90,
        "minimumLifetime": 60,
        "maximumLifetime": 43200,
        "length": 12,
    }


def test_only_what_is_written_counts() -> None:
    assert access_pass("oneTimeUse: false") == {"oneTimeUse": False}
    assert campaign("state: disabled") == {"state": "disabled"}


def test_groups_by_alias_name_and_id_and_users_beside_them() -> None:
    entry = only(
        Kind.CAMPAIGN,
        f"""
        groups: {{pilot: {{name: PK-Pilot, id: {GUID}}}}}
        registrationCampaign:
          include: [pilot, SG-Other, {GUID.upper().replace("3", "4")}, {{user: ada@contoso.com}}, {{user: {GUID}}}]
        """,
    )
    written = values(entry)
    groups, users = written["include"], written["include.users"]
    assert people(groups) == {("group", "pilot"), ("group", "SG-Other"), ("group", GUID.upper().replace("3", "4"))}
    assert people(users) == {("user", "ada@contoso.com"), ("user", GUID)}
    assert isinstance(groups, frozenset)
    alias = next(each for each in groups if isinstance(each, Reference) and each.written == "pilot")
    assert (alias.kind, alias.name, alias.id) == (RefKind.GROUP, "PK-Pilot", GUID)


@pytest.mark.parametrize("form", ["everyone", "all_users", "[everyone]", "[all_users]"])
def test_everyone_in_every_form(form: str) -> None:
    assert campaign(f"include: {form}")["include"] == frozenset({"everyone"})


def test_everyone_beside_groups_is_what_graph_can_hold() -> None:
    assert people(campaign("include: [everyone, SG-Pilot]")["include"]) == {("", "everyone"), ("group", "SG-Pilot")}


def test_every_key_of_the_campaign() -> None:
    assert campaign("state: enabled, method: fido2, snoozeDays: 0, limitSnoozes: true") == {
        "state": "enabled",
        "method": "fido2",
        "snoozeDays": 0,
        "limitSnoozes": True,
    }


def test_graphs_own_words() -> None:
    assert campaign("state: default")["state"] == "microsoftManaged"
    assert campaign("method: Fido2")["method"] == "fido2"


def test_what_microsoft_chooses_is_said_to_have_no_effect() -> None:
    assert campaign_faults("state: microsoftManaged, method: fido2, snoozeDays: 3") == [
        "`method` has no effect while the campaign's state is `microsoftManaged`",
        "`snoozeDays` has no effect while the campaign's state is `microsoftManaged`",
    ]


def test_a_word_that_is_no_list_is_not_taken_for_everyone() -> None:
    (told,) = configuration_faults("registrationCampaign: {include: SG-Pilot}\n")
    assert told == ("`SG-Pilot` isn't a value of `registrationCampaign.include`", "write a list: `[SG-Pilot]`")


def configuration_faults(body: str) -> list[tuple[str, str]]:
    return [(each.summary, each.hint) for each in loaded(body).diagnostics]


@pytest.mark.parametrize("time", ["9m", "31d", "721h", "99999999999d"])
def test_a_time_that_no_pass_can_last(time: str) -> None:
    assert pass_faults(f"maximumLifetime: {time}") == [f"`{time}` is no lifetime of a Temporary Access Pass"]


def test_times_that_do_not_rise() -> None:
    assert pass_faults("minimumLifetime: 2h, maximumLifetime: 1h") == [
        "`minimumLifetime` is longer than `maximumLifetime`"
    ]
    assert pass_faults("minimumLifetime: 1h, defaultLifetime: 60m, maximumLifetime: 1h") == []


def test_one_group_twice() -> None:
    assert pass_faults("targets: [SG-A, SG-A]") == ["`SG-A` stands twice in this list, first at test.yaml:3:33"]
    assert pass_faults("targets: [everyone, all_users]") == [
        "`everyone` stands twice in this list, first at test.yaml:3:33"
    ]


def test_one_group_in_both_lists_is_told_since_graph_takes_it() -> None:
    assert pass_faults("targets: [SG-A], exclude: [SG-A]") == [
        "`SG-A` stands in `targets` and in `exclude`: leaving out wins"
    ]
    assert pass_faults("targets: everyone, exclude: [SG-A]") == []


def test_who_owns_a_whole_list_owns_its_users() -> None:
    entry = only(Kind.CAMPAIGN, "registrationCampaign: {state: enabled, unmanaged: [include]}\n")
    assert entry.address == Address(Kind.CAMPAIGN)
    assert entry.unmanaged == ("include",)
    assert pass_faults("targets: [SG-A], unmanaged: [targets]") == ["`targets` is unmanaged, and `targets` is written"]


def test_what_is_managed() -> None:
    files = configuration(
        "manage: {temporaryAccessPass: true, registrationCampaign: true}\n"
        "temporaryAccessPass: {state: enabled}\nregistrationCampaign: {state: disabled}\n"
    )
    assert files.manage == {
        "temporaryAccessPass": Managed(Ownership.LISTED),
        "registrationCampaign": Managed(Ownership.LISTED),
    }
    assert [each.address.kind for each in files.entries] == [Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN]


def test_what_is_described_is_managed() -> None:
    assert configuration_faults("manage: {passkeys: listed}\ntemporaryAccessPass: {state: enabled}\n") == [
        ("`temporaryAccessPass` is described but not managed", "add `temporaryAccessPass: true` under `manage`")
    ]


def test_a_group_written_as_in_a_row_of_passkeys() -> None:
    """One fault with the way out, though `user` is missing as well."""
    assert configuration_faults("temporaryAccessPass: {targets: [{group: SG-Pilot}]}\n") == [
        ("`group` isn't a key of `temporaryAccessPass.targets`", "a group stands here by its name alone: `[SG-Pilot]`")
    ]
    assert configuration_faults("registrationCampaign: {include: [{everyone: true}]}\n") == [
        ("`everyone` isn't a key of `registrationCampaign.include`", "write the word in place of the list: `everyone`")
    ]
