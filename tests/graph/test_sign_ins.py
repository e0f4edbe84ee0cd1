"""Reading the sign-in log: what counts, what is unknown, and when the log was not seen whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from passkeyctl.errors import SignInError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.reports.sign_ins import read_sign_ins
from passkeyctl.model.observed import Day, PolicyOutcomes, SignIns
from tests.graph.connections import V1, Answer, Wire, answered, page, refused

ADA, BEN = (f"20000000-0000-4000-8000-00000000000{each}" for each in (1, 2))
MFA, KEYS, OTHER = (f"70000000-0000-4000-8000-00000000000{each}" for each in (1, 2, 3))
SINCE, UNTIL = datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)
NEXT = f"{V1}/auditLogs/signIns?$skiptoken=next"
NOBODY = "00000000-0000-0000-0000-000000000000"
UNREAD = "the sign-in log could not be read"


def sign_in(who: str | None, *results: tuple[str, str], at: str = "2026-11-20T10:00:00.1234567Z") -> dict[str, object]:
    applied = [{"id": id, "displayName": "a policy", "result": result} for id, result in results]
    return {
        "id": "one of many",
        "createdDateTime": at,
        "userId": who,
        "userPrincipalName": "ada@contoso.example" if who == ADA else "ben@contoso.example",
        "appliedConditionalAccessPolicies": applied,
    }


def read(*answers: Answer, policies: tuple[str, ...] = (MFA,), **options: int) -> tuple[SignIns, Wire]:
    wire = answered(*answers)
    return read_by(wire, policies, **options), wire


def read_by(wire: Wire, policies: tuple[str, ...] = (MFA,), **options: int) -> SignIns:
    async def use(client: GraphClient) -> SignIns:
        return await read_sign_ins(
            client, frozenset(policies), since=SINCE, until=UNTIL, most_pages=options.get("most_pages", 500)
        )

    return wire.run(use)


def test_one_request_asks_for_the_time_and_for_large_pages() -> None:
    found, wire = read(page())
    assert wire.calls == [
        "GET /v1.0/auditLogs/signIns?$filter=createdDateTime%20ge%202026-11-16T08%3A00%3A00Z%20and%20"
        "createdDateTime%20le%202026-11-23T08%3A00%3A00Z&$top=1000"
    ]
    # Without it Graph gives the results of report-only as `unknownFutureValue`.
    assert wire.sent[0].headers["prefer"] == "include-unknown-enum-members"
    assert found == SignIns(
        SINCE, UNTIL, enforced={MFA: PolicyOutcomes()}, report_only={MFA: PolicyOutcomes()}, truncated=""
    )


@pytest.mark.parametrize(
    ("result", "applied", "failed", "interrupted"),
    [
        ("reportOnlySuccess", 1, 0, 0),
        ("reportOnlyFailure", 1, 1, 0),
        ("reportOnlyInterrupted", 1, 0, 1),
        ("reportOnlyNotApplied", 0, 0, 0),
        ("notApplied", 0, 0, 0),
        ("notEnabled", 0, 0, 0),
    ],
)
def test_results_of_a_policy_in_report_only(result: str, applied: int, failed: int, interrupted: int) -> None:
    found, _ = read(page(sign_in(ADA, (MFA, result))))
    outcomes = found.report_only[MFA]
    assert sum(outcomes.applied.values()) == applied
    assert (outcomes.failed, outcomes.interrupted) == (
        {ADA: 1} if failed else {},
        {ADA: 1} if interrupted else {},
    )
    assert outcomes.days == ({date(2026, 11, 20): Day(applied, failed, interrupted)} if applied else {})
    assert outcomes.unknown == 0
    assert found.enforced[MFA] == PolicyOutcomes()
    assert found.names == ({ADA: "ada@contoso.example"} if failed or interrupted else {})


@pytest.mark.parametrize(("result", "failed"), [("success", {}), ("failure", {ADA: 1})])
def test_results_of_a_policy_in_force(result: str, failed: dict[str, int]) -> None:
    found, _ = read(page(sign_in(ADA, (MFA, result))))
    assert (found.enforced[MFA].applied, found.enforced[MFA].failed) == ({ADA: 1}, failed)
    assert found.report_only[MFA] == PolicyOutcomes()


@pytest.mark.parametrize(
    "result", ["unknown", "unknownFutureValue", "reportOnlyMaybe", "", None, 7, ["success"], {"is": 1}]
)
def test_a_word_that_is_not_known_is_unknown_and_never_a_success(result: object) -> None:
    row = sign_in(ADA)
    row["appliedConditionalAccessPolicies"] = [{"id": MFA, "result": result}]
    found, _ = read(page(row))
    assert found.report_only[MFA] == found.enforced[MFA] == PolicyOutcomes(unknown=1)


@pytest.mark.parametrize("who", [None, "", NOBODY])
def test_a_sign_in_of_nobody_is_unknown_where_it_would_count(who: str | None) -> None:
    found, _ = read(page(sign_in(who, (MFA, "reportOnlyFailure"), (KEYS, "notApplied"))), policies=(MFA, KEYS))
    assert found.report_only[MFA] == PolicyOutcomes(unknown=1)
    assert found.enforced[MFA] == found.report_only[KEYS] == PolicyOutcomes()


def test_a_missing_list_is_unknown_to_every_policy_and_one_without_the_policy_to_none() -> None:
    bare = {key: value for key, value in sign_in(ADA).items() if key != "appliedConditionalAccessPolicies"}
    found, _ = read(page(bare, sign_in(ADA, (OTHER, "failure"))), policies=(MFA, KEYS))
    assert {id: each.unknown for id, each in found.report_only.items()} == {MFA: 1, KEYS: 1}
    assert {id: each.unknown for id, each in found.enforced.items()} == {MFA: 1, KEYS: 1}
    assert found.truncated == ""


def test_where_no_sign_in_tells_a_permission_is_missing() -> None:
    found, _ = read(page({**sign_in(ADA), "appliedConditionalAccessPolicies": None}))
    assert found.truncated.startswith("the sign-in log leaves out what policies did: reading that takes")
    assert "`Policy.Read.All`" in found.truncated


@pytest.mark.parametrize("entry", [None, "a policy", {"result": "success"}, {"id": 7, "result": "success"}])
def test_an_entry_that_names_no_policy_may_be_about_any(entry: object) -> None:
    found, _ = read(page({**sign_in(ADA), "appliedConditionalAccessPolicies": [entry]}), policies=(MFA, KEYS))
    assert found.report_only[MFA] == found.enforced[KEYS] == PolicyOutcomes(unknown=1)


def test_people_are_counted_once_whatever_the_case_of_ids_and_each_policy_alone() -> None:
    found, _ = read(
        page(sign_in(ADA, (MFA.upper(), "reportOnlyFailure"), (KEYS, "success"))),
        page(),
        policies=(MFA, KEYS),
    )
    again, _ = read(
        page(
            sign_in(ADA.upper(), (MFA, "reportOnlyFailure")),
            sign_in(ADA, (MFA, "reportOnlySuccess")),
            sign_in(BEN, (MFA, "reportOnlyInterrupted"), at="2026-11-21T00:30:00+02:00"),
        )
    )
    assert (found.report_only[MFA].failed, found.enforced[KEYS].applied) == ({ADA: 1}, {ADA: 1})
    outcomes = again.report_only[MFA]
    assert (outcomes.applied, outcomes.failed, outcomes.interrupted) == ({ADA: 2, BEN: 1}, {ADA: 1}, {BEN: 1})
    assert outcomes.days == {date(2026, 11, 20): Day(3, 1, 1)}
    assert again.oldest == datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC)
    assert again.read == 3


def test_what_is_outside_of_the_time_does_not_count() -> None:
    rows = [
        sign_in(ADA, (MFA, "reportOnlyFailure"), at=each)
        for each in ("2026-11-16T07:59:59Z", "2026-11-16T08:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T08:00:01Z")
    ]
    found, _ = read(page(*rows))
    assert (found.report_only[MFA].failed, found.oldest) == ({ADA: 2}, SINCE)


@pytest.mark.parametrize("at", ["", "yesterday"])
def test_a_sign_in_without_a_time_is_unknown(at: str) -> None:
    found, _ = read(page(sign_in(ADA, (MFA, "reportOnlySuccess"), at=at)))
    assert found.report_only[MFA] == PolicyOutcomes(unknown=1)


def test_pages_are_followed_to_the_end_at_the_pace_of_reports() -> None:
    more = [page(sign_in(ADA, (MFA, "reportOnlySuccess")), next_link=f"{NEXT}{number}") for number in range(11)]
    heard: list[int] = []
    wire = answered(*more, page(sign_in(BEN, (MFA, "reportOnlyFailure"))))

    async def use(client: GraphClient) -> SignIns:
        return await read_sign_ins(client, frozenset({MFA}), since=SINCE, until=UNTIL, listener=heard.append)

    found = wire.run(use)
    assert (found.read, found.truncated) == (12, "")
    assert found.report_only[MFA].applied == {ADA: 11, BEN: 1}
    assert heard == list(range(1, 13))
    began = wire.times[0]
    assert [each - began for each in wire.times] == [0] * 5 + [10] * 5 + [20] * 2
    assert {each.headers["prefer"] for each in wire.sent} == {"include-unknown-enum-members"}


def test_too_many_requests_in_the_middle_are_waited_out() -> None:
    busy = refused(429, "TooManyRequests", headers={"Retry-After": "17"})
    found, wire = read(
        page(sign_in(ADA, (MFA, "reportOnlyFailure")), next_link=NEXT),
        busy,
        page(sign_in(BEN, (MFA, "reportOnlyFailure"))),
    )
    assert (found.truncated, found.report_only[MFA].failed) == ("", {ADA: 1, BEN: 1})
    assert wire.clock.slept == [17.0]


def test_a_page_that_fails_half_way_makes_the_log_truncated_with_what_was_seen() -> None:
    found, _ = read(page(sign_in(ADA, (MFA, "reportOnlyFailure")), next_link=NEXT), refused(500, "Oops"))
    assert found.truncated.startswith(f"{UNREAD} to its end: ")
    assert "page 2 failed" in found.truncated
    assert (found.read, found.report_only[MFA].failed) == (1, {ADA: 1})


def test_a_refusal_is_truncated_and_names_what_it_takes() -> None:
    found, wire = read(refused(403, "Authorization_RequestDenied", "Insufficient privileges"))
    assert found.truncated == (
        f"{UNREAD}: `GET /auditLogs/signIns` is not permitted: it needs `AuditLog.Read.All`, and "
        "`Directory.Read.All`, and `Policy.Read.All` or `Policy.Read.ConditionalAccess` or "
        "`Policy.ReadWrite.ConditionalAccess`"
    )
    assert (found.read, len(wire.sent)) == (0, 1)


def test_a_tenant_without_the_licence_is_told_so() -> None:
    code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
    found, _ = read(refused(403, code, "Neither tenant is B2C or tenant doesn't have premium license"))
    assert found.truncated == "Graph gives the sign-in log only to tenants with Entra ID P1"


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/v1.0/auditLogs/signIns?$skiptoken=x", "http://graph.example/v1.0/x", "\\\\"]
)
def test_a_next_link_to_another_host_is_not_followed(link: str) -> None:
    found, wire = read(page(sign_in(ADA, (MFA, "reportOnlySuccess")), next_link=link))
    assert "on another host" in found.truncated
    assert len(wire.sent) == 1


def test_pages_in_a_circle_are_truncated() -> None:
    found, wire = read(page(sign_in(ADA, (MFA, "reportOnlySuccess")), next_link=NEXT))
    assert "leads in a circle" in found.truncated
    assert len(wire.sent) == 2


def test_an_answer_without_a_list_is_truncated() -> None:
    found, _ = read(httpx.Response(200, json={"values": []}))
    assert found.truncated.startswith(f"{UNREAD} to its end")


def test_pages_have_an_end() -> None:
    rows = [page(sign_in(ADA, (MFA, "reportOnlySuccess")), next_link=f"{NEXT}{each}") for each in range(9)]
    found, _ = read(*rows, page(), most_pages=3)
    assert found.truncated == "the sign-in log has more than 3 pages for this time: 3 sign-ins were read"
    assert found.report_only[MFA].applied == {ADA: 3}
    whole, _ = read(*rows, page(), most_pages=10)
    assert (whole.truncated, whole.read) == ("", 9)


def test_a_time_longer_than_graph_keeps_is_truncated() -> None:
    async def use(client: GraphClient, days: int) -> SignIns:
        return await read_sign_ins(client, frozenset({MFA}), since=UNTIL - timedelta(days=days), until=UNTIL)

    assert answered(page()).run(lambda client: use(client, 30)).truncated == ""
    said = answered(page()).run(lambda client: use(client, 31)).truncated
    assert said == "Graph keeps sign-ins for 30 days, and 31 are asked for"


def test_no_policy_asks_nothing() -> None:
    found, wire = read(page(), policies=())
    assert (found, wire.sent) == (SignIns(SINCE, UNTIL), [])


def test_a_snapshot_has_no_log() -> None:
    wire = answered(page())
    client = wire.client(endpoint=Endpoint("snapshot", "https://graph.example", "https://graph.example"))

    async def use(open_client: GraphClient) -> SignIns:
        return await read_sign_ins(open_client, frozenset({MFA}), since=SINCE, until=UNTIL)

    assert wire.run(use, client).truncated == "the snapshot has none of it"
    assert wire.sent == []


def test_a_token_that_is_refused_ends_the_run() -> None:
    with pytest.raises(SignInError):
        read(refused(401, "InvalidAuthenticationToken"))
