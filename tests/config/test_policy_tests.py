"""Policy tests in files: what is read, and what is told of those that can't be understood."""

from __future__ import annotations

import textwrap
from ipaddress import ip_address
from pathlib import Path

import jsonschema
import pytest
import yaml

from passkeyctl.config.json_schema import json_schema
from passkeyctl.config.load import Loaded, load, load_texts
from passkeyctl.config.rewriting import canonical_text
from passkeyctl.config.schema_tests import METHOD_WORDS
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.policies.methods import MODES_OF, TEMPORARY_ACCESS_PASS
from passkeyctl.model.desired import SourceText
from passkeyctl.model.people import KeyModel
from passkeyctl.model.policy_tests import Access, DescribedPerson, NamedPerson, PolicyTest
from passkeyctl.model.reference import RefKind

YUBIKEYS_57 = tuple(
    KeyModel(each, "deviceBound", True)
    for each in ("a25342c0-3cdc-4414-8e46-f4807fca511c", "d7781e5d-e353-46aa-afe2-3ca49f13332a")
)
HEAD = "apiVersion: passkeyctl/v1\nkind: PolicyTest\n"
CONFIGURATION = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
groups: {admins: {name: SG-Admin-Accounts}}
emergencyAccess: {group: SG-EmergencyAccess}
authenticators: {ours: [yubikey-5-nfc@5.7]}
"""


def read(body: str, beside: str = "") -> Loaded:
    files = [SourceText("tests.yaml", HEAD + textwrap.dedent(body))]
    return load_texts([*([SourceText("passkeys.yaml", beside)] if beside else []), *files])


def one(body: str, beside: str = "") -> PolicyTest:
    loaded = read(body, beside)
    assert loaded.diagnostics == ()
    (test,) = loaded.tests
    return test


def errors(body: str) -> list[tuple[str, str, str]]:
    """Place, what is wrong, and the hint."""
    return [(str(each.source), each.summary, each.hint) for each in read(body).diagnostics]


def test_everything_that_can_be_said() -> None:
    test = one(
        """\
        personas:
          ours: {groups: [admins], roles: [Global Administrator], eligibleRoles: [User Administrator],
                 methods: [mobilePhone], passkeys: [ours], temporaryAccessPass: true}
        everySignIn: {platform: windows, clientApp: browser}
        tests:
          - name: all of it
            person: ours
            signIn: {resource: office 365, platform: iOS, location: Oslo, ipAddress: 198.51.100.7, country: no,
                     signInRisk: none, userRisk: high, insiderRisk: minor, authenticationFlow: none,
                     meets: [compliantDevice]}
            expect:
              needs: [Phishing-resistant MFA, mfa or compliantDevice]
              asks: [termsOfUse]
              mayRegister: {synced: false, yubikey-5-nfc@5.7: true}
              signsInWith: {yubikey-5-nfc@5.7: unknown}
        """.replace("country: no,", 'country: "no",'),
        CONFIGURATION,
    )
    person, sign_in, expected = test.person, test.sign_in, test.expected
    assert isinstance(person, DescribedPerson)
    assert [(each.name, each.kind) for each in person.references] == [
        ("SG-Admin-Accounts", RefKind.GROUP),
        ("Global Administrator", RefKind.ROLE),
        ("User Administrator", RefKind.ROLE),
    ]
    assert (person.methods, person.has_pass, person.guest) == (frozenset({"mobilePhone"}), True, None)
    assert [each.keys for each in person.passkeys] == [YUBIKEYS_57]
    assert sign_in is not None
    assert (sign_in.resource and sign_in.resource.id, sign_in.platform, sign_in.client_app) == (
        "Office 365",
        "iOS",
        "browser",
    )
    assert (sign_in.address, sign_in.country, sign_in.meets) == (
        ip_address("198.51.100.7"),
        "NO",
        frozenset({"compliantDevice"}),
    )
    assert (sign_in.sign_in_risk, sign_in.user_risk, sign_in.insider_risk, sign_in.flow) == (
        "none",
        "high",
        "minor",
        "none",
    )
    assert (expected.access, expected.access_source and expected.access_source.line) == (Access.NEEDS, 14)
    assert [(sorted(each.controls), [one.written for one in each.strengths]) for each in expected.demands] == [
        ([], ["Phishing-resistant MFA"]),
        (["compliantDevice", "mfa"], []),
        (["termsOfUse"], []),
    ]
    assert [(each.written, each.sort, each.holds) for each in expected.may_register] == [
        ("synced", "synced", False),
        ("yubikey-5-nfc@5.7", "", True),
    ]
    assert [(each.keys, each.holds) for each in expected.signs_in_with] == [(YUBIKEYS_57, None)]
    assert (str(test.source), test.name) == ("tests.yaml:8:5", "all of it")


def test_a_target_of_its_own_replaces_the_one_of_every_sign_in() -> None:
    test = one(
        """\
        everySignIn: {resource: Office 365, platform: linux}
        tests:
          - person: ada@contoso.com
            signIn: {userAction: Register security information}
            expect: {access: blocked}
        """
    )
    assert test.person == NamedPerson("ada@contoso.com", test.source)
    assert test.sign_in is not None
    assert (test.sign_in.resource, test.sign_in.user_action, test.sign_in.platform) == (
        None,
        "Register security information",
        "linux",
    )
    assert test.name == "ada@contoso.com: Register security information"


def test_a_model_that_may_be_several_stands_for_all_of_them() -> None:
    test = one("tests: [{person: {passkeys: [microsoft-authenticator]}, expect: {mayRegister: {synced: true}}}]\n")
    assert isinstance(test.person, DescribedPerson)
    assert len({each.aaguid for each in test.person.passkeys[0].keys}) == 2
    typed = one(
        "tests: [{person: {passkeys: [{model: 00000000-1111-4222-8333-444444444444, type: synced}]},"
        " expect: {mayRegister: {synced: true}}}]\n"
    )
    assert isinstance(typed.person, DescribedPerson)
    assert typed.person.passkeys[0].keys == (KeyModel("00000000-1111-4222-8333-444444444444", "synced", False),)


PERSON = "person: {groups: [A]}"
SIGN_IN = "signIn: {resource: Office 365}"
BROKEN = {
    "an unknown key": (
        f"tests: [{{{PERSON}, expects: {{access: granted}}}}]",
        "tests.yaml:3:33",
        "`expects` isn't a key of `tests`",
        "did you mean `expect`?",
    ),
    "a word of conditions": (
        f"tests: [{{{PERSON}, signIn: {{platforms: [iOS]}}, expect: {{access: granted}}}}]",
        "tests.yaml:3:42",
        "`platforms` isn't a key of `tests.signIn`",
        "did you mean `platform`? a sign-in has one",
    ),
    "no person": (
        f"tests: [{{{SIGN_IN}, expect: {{access: granted}}}}]",
        "tests.yaml:3:9",
        "`tests` lacks `person`",
        "add `person:`",
    ),
    "nothing expected": (
        f"tests: [{{{PERSON}, expect: {{}}}}]",
        "tests.yaml:3:41",
        "`tests.expect` is empty",
        "write `access`, `needs`, `asks`, `mayRegister` or `signsInWith`",
    ),
    "a word that is none": (
        f"tests: [{{{PERSON}, {SIGN_IN}, expect: {{access: grant}}}}]",
        "tests.yaml:3:82",
        "`grant` isn't a value of `tests.expect.access`",
        "did you mean `granted`?",
    ),
    "an old boolean": (
        f"tests: [{{{PERSON}, expect: {{mayRegister: {{synced: yes}}}}}}]",
        "tests.yaml:3:64",
        "`yes` isn't a value of `tests.expect.mayRegister.synced` (YAML may read it as a boolean)",
        "use `true`, `false` or `unknown`",
    ),
    "no sign-in": (
        f"tests: [{{{PERSON}, expect: {{access: granted}}}}]",
        "tests.yaml:3:33",
        "what is expected of a sign-in needs one",
        "add `signIn:` with what is signed in to",
    ),
    "a sign-in for nothing": (
        f"tests: [{{{PERSON}, {SIGN_IN}, expect: {{mayRegister: {{synced: true}}}}}}]",
        "tests.yaml:3:33",
        "nothing is expected of this sign-in",
        "add `access:`, `needs:` or `asks:` under `expect`, or take `signIn` out",
    ),
    "a sign-in to nothing": (
        f"tests: [{{{PERSON}, signIn: {{platform: iOS}}, expect: {{access: granted}}}}]",
        "tests.yaml:3:33",
        "the sign-in doesn't say what it is to",
        "add `resource:`, `userAction:` or `authenticationContext:`",
    ),
    "two targets": (
        f"tests: [{{{PERSON}, signIn: {{resource: Office 365, userAction: Register or join devices}}, "
        "expect: {access: granted}}]",
        "tests.yaml:3:33",
        "a sign-in is to a resource or is a user action",
        "take `userAction` or `resource` out",
    ),
    "everything as resource": (
        f"tests: [{{{PERSON}, signIn: {{resource: All resources}}, expect: {{access: granted}}}}]",
        "tests.yaml:3:52",
        "nobody signs in to `All resources`",
        "name one application, `Office 365` or `Microsoft Admin Portals`",
    ),
    "no address": (
        f"tests: [{{{PERSON}, signIn: {{resource: Office 365, ipAddress: 300.1.1.1}}, expect: {{access: granted}}}}]",
        "tests.yaml:3:75",
        "`300.1.1.1` is no address",
        "write it like 198.51.100.7 or 2001:db8::7",
    ),
    "access and needs": (
        f"tests: [{{{PERSON}, {SIGN_IN}, expect: {{access: granted, needs: [mfa]}}}}]",
        "tests.yaml:3:74",
        "`needs` says already what comes of the sign-in",
        "take `access` out: a sign-in that needs something is neither granted nor blocked",
    ),
    "block as a need": (
        f"tests: [{{{PERSON}, {SIGN_IN}, expect: {{needs: [block]}}}}]",
        "tests.yaml:3:82",
        "`block` is nothing that anybody could do",
        "write `access: blocked`",
    ),
    "a model that is none": (
        "tests: [{person: {passkeys: [yubikey-5-nfc@5.77]}, expect: {mayRegister: {synced: true}}}]",
        "tests.yaml:3:30",
        "no authenticator is called `yubikey-5-nfc@5.77`",
        None,
    ),
    "a sort of passkey as a model": (
        "tests: [{person: {passkeys: [synced]}, expect: {mayRegister: {synced: true}}}]",
        "tests.yaml:3:30",
        "`synced` is no model of passkey",
        "name the model, such as `yubikey-5-nfc@5.7`",
    ),
    "a slip in a sort": (
        f"tests: [{{{PERSON}, expect: {{mayRegister: {{syncd: true}}}}}}]",
        "tests.yaml:3:56",
        "`syncd` is neither a model nor a sort of passkey",
        "did you mean `synced`?",
    ),
    "nearly an id": (
        "tests: [{person: {groups: [333951be-c3b6-4a3b-8f4e-1a2b3c4d5e6]}, expect: {mayRegister: {synced: true}}}]",
        "tests.yaml:3:28",
        "`333951be-c3b6-4a3b-8f4e-1a2b3c4d5e6` is not quite a GUID",
        "a GUID has 8-4-4-4-12 hexadecimal digits, without braces",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_can_not_be_understood(name: str) -> None:
    body, place, summary, hint = BROKEN[name]
    (found,) = errors(body)
    assert (found[0], found[1]) == (place, summary)
    assert hint in (None, found[2])


def test_a_document_without_tests() -> None:
    assert errors("personas: {a: {}}\n") == [
        ("tests.yaml:2:1", "there are no tests in this document", "list them under `tests:`")
    ]
    assert errors("tests: []\n") == [("tests.yaml:3:8", "`tests` is empty", "list at least one")]


def test_a_slip_in_the_kind_is_told() -> None:
    loaded = load_texts([SourceText("tests.yaml", "apiVersion: passkeyctl/v1\nkind: PolicyTests\ntests: []\n")])
    assert [(each.summary, each.hint) for each in loaded.diagnostics if each.severity is Severity.ERROR] == [
        ("`PolicyTests` isn't a value of `kind`", "did you mean `PolicyTest`?"),
        ("`tests` isn't a section", "policy tests stand in a document of their own: `kind: PolicyTest`"),
    ]


def test_tests_are_no_part_of_the_configuration(tmp_path: Path) -> None:
    tests = HEAD + "tests: [{person: {}, expect: {mayRegister: {synced: false}}}]\n"
    (tmp_path / "passkeys.yaml").write_text(CONFIGURATION, encoding="utf-8")
    alone = load(["."], cwd=tmp_path)
    (tmp_path / "passkeys.test.yaml").write_text(tests, encoding="utf-8")
    both = load(["."], cwd=tmp_path)
    assert both.configuration is not None
    assert (both.configuration, both.diagnostics) == (alone.configuration, alone.diagnostics)
    assert [each.file for each in both.configuration.files] == ["passkeys.yaml"]
    assert (len(both.tests), len(alone.tests)) == (1, 0)
    (tmp_path / "passkeys.yaml").write_text(f"{CONFIGURATION}---\n{tests}", encoding="utf-8")
    assert len(load(["."], cwd=tmp_path).tests) == 2


def test_a_folder_with_tests_only_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "tests: [{person: {}, expect: {mayRegister: {synced: false}}}]\n", "utf-8")
    loaded = load(["."], cwd=tmp_path)
    assert (loaded.configuration, loaded.diagnostics, len(loaded.tests)) == (None, (), 1)


def test_variables_and_baselines() -> None:
    """A baseline brings its tests along, with the groups of each tenant."""
    baseline = (
        "apiVersion: passkeyctl/v1\nkind: Baseline\nvariables: {pilot: {type: string}}\n"
        "emergencyAccess: {group: SG-EmergencyAccess}\n"
        'passkeys: {targets: [{group: "${pilot}", profiles: [default]}]}\n'
        f"---\n{HEAD}"
        'tests: [{person: {groups: ["${pilot}"]}, expect: {mayRegister: {synced: false}}}]\n'
    )
    tenant = (
        "apiVersion: passkeyctl/v1\ntenant: {domain: adatum.example}\nextends: base.yaml\nvariables: {pilot: ADT-P}\n"
    )
    loaded = load_texts([SourceText("tenant.yaml", tenant), SourceText("base.yaml", baseline)])
    assert [each for each in loaded.diagnostics if each.severity is Severity.ERROR] == []
    (test,) = loaded.tests
    assert [each.name for each in test.references] == ["ADT-P"]


def test_the_schema_knows_both_kinds_of_document() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    test = {"person": {"groups": ["A"]}, "expect": {"mayRegister": {"synced": False, "yubikey-5-nfc@5.7": "unknown"}}}
    document = {"apiVersion": "passkeyctl/v1", "kind": "PolicyTest", "tests": [test]}
    assert validator.is_valid(document)
    assert validator.is_valid(yaml.safe_load(CONFIGURATION))
    assert not validator.is_valid({**document, "passkeys": {}})
    assert not validator.is_valid({**yaml.safe_load(CONFIGURATION), "tests": []})
    assert not validator.is_valid({**document, "tests": [{**test, "expect": {"mayRegister": {"synced": "yes"}}}]})


def test_formatting_puts_the_keys_of_a_test_in_order() -> None:
    text = HEAD + "tests:\n  - expect: {mayRegister: {synced: false}}\n    person: {}\n    name: nobody\n"
    assert canonical_text(text, "tests.yaml") == (
        HEAD + "tests:\n  - name: nobody\n    person: {}\n    expect: {mayRegister: {synced: false}}\n"
    )


def test_the_words_for_methods_are_those_of_the_report() -> None:
    assert {*METHOD_WORDS} == {*MODES_OF} - {TEMPORARY_ACCESS_PASS}
