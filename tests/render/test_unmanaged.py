"""What this version does not manage is said once for each member, and for every object in JSON."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.state import LiveObject
from passkeyctl.render.plain import plain_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.unmanaged_lines import unmanaged_lines
from tests.render import plans


def with_agents(number: int, **more: object) -> LiveObject:
    original: JsonObject = {"conditions": {"agents": {"includeAgents": ["All"]}}}
    policy = plans.policy(f"CA{number:03d}", id=f"abcdef12-aaaa-4bbb-8ccc-{number:012d}", **more)  # type: ignore[arg-type]
    return replace(policy, original=original)


def test_one_line_for_a_member_however_many_have_it() -> None:
    platforms = frozenset({"iOS", "fridge"})
    changes = [plans.update(f"ca{number}", with_agents(number), {}) for number in range(1, 6)]
    changes.append(plans.update("ca6", with_agents(6, conditions__platforms__include=platforms), {}))
    changes.append(plans.delete(with_agents(7), "ca7"))
    assert plain_text(unmanaged_lines(plans.plan_of(*changes))) == (
        "\n"
        "Not managed by this version, left as it is\n"
        "  conditions.agents in conditionalAccess.ca1, conditionalAccess.ca2,\n"
        "    conditionalAccess.ca3 and 3 more\n"
        "  conditions.platforms.include: fridge in conditionalAccess.ca6\n"
    )


def test_every_object_in_json() -> None:
    plan = plans.plan_of(plans.update("ca1", with_agents(1), {}), plans.update("ca2", plans.policy(), {}))
    changes = plan_json(plan, overrides={}, exit_code=0, reasons=())["changes"]
    assert isinstance(changes, list)
    assert [each["not_managed"] for each in changes if isinstance(each, dict)] == [["conditions.agents"], []]


def test_nothing_where_all_is_known() -> None:
    assert unmanaged_lines(plans.plan_of(plans.update("ca1", plans.policy(), {"state": "disabled"}))) == ()
