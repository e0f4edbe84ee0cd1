"""Policy tests as JSON: every point with what was expected, what was found and what decides."""

from __future__ import annotations

from passkeyctl import __version__
from passkeyctl.errors import ExitCode
from passkeyctl.insight.person.evidence import Chain, Link
from passkeyctl.insight.policy_tests.tested import Deciding, Judged, Point
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.people.who_words import KINDS, WhoWords
from passkeyctl.render.policy_test_report import PolicyTestReport, reasons
from passkeyctl.render.value_json import source_json, value_json

FORMAT = "1.0"
KIND = "policy tests"


def policy_tests_json(report: PolicyTestReport) -> JsonObject:
    code = ExitCode.REFUSED if report.failed else ExitCode.DONE
    return {
        "kind": KIND,
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(code),
        "tenant": report.tenant,
        "judged": report.judged,
        "counts": {"tests": len(report.results), "failed": len(report.failed)},
        "tests": [_result(each, report.words) for each in report.results],
    }


def _result(result: Judged, words: WhoWords) -> JsonObject:
    test = result.resolved.test
    return {
        "name": test.name,
        "passes": result.passes,
        "source": source_json(test.source),
        "points": [_point(each, result, words) for each in result.points],
    }


def _point(point: Point, result: Judged, words: WhoWords) -> JsonObject:
    return {
        "subject": point.subject,
        "expected": point.expected,
        "found": point.found,
        "holds": point.holds,
        "source": source_json(point.source),
        "because": [*reasons(point, result, words)],
        "policies": [_policy(each, words) for each in point.policies],
        "evidence": [_chain(each, words) for each in point.chains],
    }


def _policy(deciding: Deciding, words: WhoWords) -> JsonObject:
    policy = deciding.policy
    return {
        "id": str(policy.policy.id),
        "name": policy.policy.name,
        "state": policy.state,
        "applies": policy.applicability.applies,
        "depends_on": [*policy.applicability.depends_on],
        "requirement": policy.requirement,
        "can_do": deciding.can_do,
        "in_scope": [_chain(each, words) for each in policy.in_scope.chains],
    }


def _chain(chain: Chain, words: WhoWords) -> list[JsonValue]:
    return [_link(each, words) for each in chain]


def _link(link: Link, words: WhoWords) -> JsonObject:
    return {
        "kind": link.kind.value,
        "id": link.id,
        "name": words.names.of(KINDS.get(link.kind), link.id),
        "holds": link.holds,
        "is_direct": link.is_direct,
        "value": value_json(link.value),
    }
