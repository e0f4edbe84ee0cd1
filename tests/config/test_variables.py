"""`${name}`: its value, typed where it stands alone, as text inside a text, and how each place is told."""

from __future__ import annotations

import pytest

from passkeyctl.config.composing import compose
from passkeyctl.config.variables import DEEPEST, LONGEST
from passkeyctl.model.desired import Configuration
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.values import SignInFrequency
from tests.config.compositions import EMERGENCY, configuration, entry, loaded, told


def _one(body: str) -> Configuration:
    return configuration(tenant=EMERGENCY + body)


def _value(files: Configuration, address: str, path: str) -> object:
    return entry(files, address).written[path].value


def test_a_file_may_declare_and_use_a_variable() -> None:
    files = _one("""
variables:
  pilotGroup: {type: group, default: PK-Pilot}
  customer: {type: string, default: Adatum}
conditionalAccess:
  pilot:
    name: "PK010 - ${customer} - ${customer}"
    users: {include: {groups: ["${pilotGroup}"]}}
""")
    policy = entry(files, "conditionalAccess.pilot")
    assert policy.name == "PK010 - Adatum - Adatum"
    assert policy.written["users.include.groups"].value == frozenset({Reference(RefKind.GROUP, "PK-Pilot", "PK-Pilot")})
    (origin,) = policy.written["users.include.groups"].source.via
    assert (origin.name, str(origin.place), str(origin.declared)) == (
        "${pilotGroup}",
        "tenant.yaml:5:38",
        "tenant.yaml:5:3",
    )


def test_each_type_is_written_as_what_it_is() -> None:
    files = _one("""
variables:
  isOpen: {type: flag, default: true}
  days: {type: number, default: 3}
  lifetime: {type: duration, default: 2h}
  keys: {type: authenticators, default: [yubico, 7787a482-13e8-4784-8a06-c7ed49a7aaf4]}
  more: {type: groups, default: [PK-Admins, PK-Workforce]}
passkeys:
  allowSelfServiceSetup: "${isOpen}"
  profiles:
    keys:
      name: Keys
      passkeyTypes: [deviceBound]
      enforceAttestation: ${isOpen}
      keyRestrictions: {behavior: allow, authenticators: "${keys}"}
registrationCampaign: {snoozeDays: "${days}", include: [PK-Pilot, "${more}"]}
temporaryAccessPass: {maximumLifetime: "${lifetime}"}
""")
    assert _value(files, "passkeys", "allowSelfServiceSetup") is True
    assert _value(files, "passkeys.profiles.keys", "enforceAttestation") is True
    aaguids = _value(files, "passkeys.profiles.keys", "keyRestrictions.authenticators")
    assert isinstance(aaguids, frozenset)
    assert "7787a482-13e8-4784-8a06-c7ed49a7aaf4" in aaguids
    assert len(aaguids) > 50
    assert _value(files, "registrationCampaign", "snoozeDays") == 3
    include = _value(files, "registrationCampaign", "include")
    assert isinstance(include, frozenset)
    assert {str(each.written) for each in include if isinstance(each, Reference)} == {
        "PK-Pilot",
        "PK-Admins",
        "PK-Workforce",
    }
    assert _value(files, "temporaryAccessPass", "maximumLifetime") == 120


def test_a_tenant_gives_its_own_values() -> None:
    files = configuration(
        tenant="extends: baseline.yaml\nvariables: {prefix: ADT, frequency: 4h}\n",
        baseline=EMERGENCY
        + """
variables:
  prefix: {type: string, required: true, oneOf: [ADT, WT], description: Of groups.}
  group: {type: group, default: "${prefix}-BreakGlass"}
  frequency: {type: duration, default: 8h}
groups: {emergency: {name: "${group}"}}
conditionalAccess: {p: {name: P1, session: {signInFrequency: "${frequency}"}}}
""",
    )
    assert files.groups["emergency"].name == "ADT-BreakGlass"
    assert _value(files, "conditionalAccess.p", "session.signInFrequency") == SignInFrequency(4, "hours")


def test_the_value_nearest_to_the_tenant_counts() -> None:
    bodies = {
        "strict_baseline": "extends: baseline.yaml\nvariables: {name: middle}\n",
        "baseline": EMERGENCY + "variables: {name: {type: string, default: low}}\ngroups: {a: {name: '${name}'}}\n",
    }
    assert configuration(tenant="extends: strict_baseline.yaml\n", **bodies).groups["a"].name == "middle"
    high = configuration(tenant="extends: strict_baseline.yaml\nvariables: {name: high}\n", **bodies)
    assert high.groups["a"].name == "high"


def test_two_dollars_stand_for_one() -> None:
    files = _one("groups: {a: {name: 'A $${b} $c $'}}\n")
    assert files.groups["a"].name == "A ${b} $c $"


def test_a_group_may_be_an_alias_a_name_or_an_id() -> None:
    for written in ("emergency", "SG-Other", "00000000-0000-4000-8000-000000000001"):
        files = configuration(
            tenant=f"""
groups: {{emergency: {{name: SG-EmergencyAccess}}}}
variables: {{who: {{type: group, default: {written}}}}}
emergencyAccess: {{group: "${{who}}"}}
"""
        )
        assert files.emergency is not None
        assert files.emergency.group is not None
        assert files.emergency.group.written == written


STAGED = """
variables: {stage: {type: string, default: observe, oneOf: [observe, pilot, enforce]}}
passkeys: {state: {observe: disabled, pilot: enabled, enforce: enabled}}
conditionalAccess:
  p: {name: P1, state: {observe: reportOnly, pilot: reportOnly, enforce: enabled}}
"""


@pytest.mark.parametrize(
    ("stage", "passkeys", "policy"),
    [("observe", "disabled", "reportOnly"), ("pilot", "enabled", "reportOnly"), ("enforce", "enabled", "enabled")],
)
def test_state_by_stage(stage: str, passkeys: str, policy: str) -> None:
    files = configuration(
        tenant=f"extends: baseline.yaml\nvariables: {{stage: {stage}}}\n", baseline=EMERGENCY + STAGED
    )
    assert _value(files, "passkeys", "state") == passkeys
    assert _value(files, "conditionalAccess.p", "state") == policy
    source = entry(files, "conditionalAccess.p").written["state"].source
    assert source.file == "baseline.yaml"
    assert [(each.name, str(each.place)) for each in source.via] == [("${stage}", "tenant.yaml:3:20")]


def test_state_by_stage_in_an_overlay() -> None:
    files = configuration(
        tenant="extends: baseline.yaml\noverlay: {conditionalAccess: {p: {state: {observe: disabled}}}}\n",
        baseline=EMERGENCY + STAGED,
    )
    assert _value(files, "conditionalAccess.p", "state") == "disabled"


def test_a_fault_in_a_value_is_told_where_it_is_used_and_where_it_is_given() -> None:
    (each,) = loaded(
        tenant="extends: baseline.yaml\nvariables: {keys: [yubico, yubikei]}\n",
        baseline=EMERGENCY
        + """
variables: {keys: {type: authenticators, required: true}}
passkeys: {profiles: {default: {keyRestrictions: {behavior: allow, authenticators: "${keys}"}}}}
""",
    ).diagnostics
    assert each.source is not None
    assert str(each.source) == "baseline.yaml:6:84"
    assert [str(origin) for origin in each.source.via] == [
        "`${keys}` at tenant.yaml:3:28, declared at baseline.yaml:5:13"
    ]


def test_what_is_missing_is_told_once_at_its_first_use() -> None:
    (each,) = loaded(
        tenant="extends: baseline.yaml\n",
        baseline="variables: {g: {type: group, required: true}}\nemergencyAccess: {group: '${g}'}\n"
        "passkeys: {targets: [{group: '${g}', profiles: [default]}], exclude: ['${g}']}\n",
    ).diagnostics
    assert (str(each.source), each.summary) == ("baseline.yaml:4:26", "`${g}` has no value")
    assert each.detail == ("`g` is declared at baseline.yaml:3:13",)
    assert each.hint == "add it to the tenant's file: `variables: {g: ...}`"


def test_variables_of_variables_come_to_an_end() -> None:
    doubled = "".join(f"  v{n}: {{type: string, default: '${{v{n - 1}}}${{v{n - 1}}}'}}\n" for n in range(1, 40))
    first = EMERGENCY + "variables:\n  v0: {type: string, default: word}\n" + doubled
    summaries = [summary for _, summary in told(tenant=first + "groups: {a: {name: '${v20}'}}\n")]
    assert f"with its variables this text is longer than {LONGEST} characters" in summaries
    summaries = [summary for _, summary in told(tenant=first + "groups: {a: {name: '${v39}'}}\n")]
    assert f"`${{v15}}` is made of variables that are made of variables, {DEEPEST} levels deep" in summaries


def test_variables_in_a_circle_are_told_once() -> None:
    body = "variables: {a: {type: string, default: '${b}'}, b: {type: string, default: '${a}'}}\n"
    assert told(tenant=EMERGENCY + body + "groups: {g: {name: '${a}'}}\n") == [
        ("tenant.yaml:3:76", "`${a}` is made of itself: a -> b -> a")
    ]


def test_an_alias_inside_of_what_it_stands_for_ends() -> None:
    text = "groups: &a {x: {name: '${n}'}, <<: *a}\n"
    assert list(compose(text, "x"))
    summaries = [summary for _, summary in told(tenant=EMERGENCY + text)]
    assert "there is no variable `n`" in summaries


def test_nothing_is_said_about_an_unused_variable_of_a_baseline() -> None:
    baseline = EMERGENCY + "variables: {spare: {type: string, default: x}}\n"
    assert told(tenant="extends: baseline.yaml\n", baseline=baseline) == []
    assert told(tenant="extends: baseline.yaml\nvariables: {spare: z}\n", baseline=baseline) == [
        ("tenant.yaml:3:13", "nothing uses the variable `spare`")
    ]
    assert told(tenant=EMERGENCY + "variables: {spare: {type: string, default: x}}\n") == [
        ("tenant.yaml:3:13", "nothing uses the variable `spare`")
    ]
