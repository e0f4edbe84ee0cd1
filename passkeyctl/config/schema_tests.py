"""Documents of `kind: PolicyTest`: the same language of shapes, beside the configuration and no part of it."""

from __future__ import annotations

from passkeyctl.config.schema import API_VERSION
from passkeyctl.config.schema_entries import NOTE, TEXT, TEXTS
from passkeyctl.config.schema_policies import USER_ACTION_URNS
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, MapOf, OneOf, Record, Text
from passkeyctl.model import conditional_access as words
from passkeyctl.model.passkeys import PASSKEY_TYPES

METHOD_WORDS = (
    "windowsHelloForBusiness",
    "macOsSecureEnclaveKey",
    "microsoftAuthenticatorPush",
    "microsoftAuthenticatorPasswordless",
    "softwareOneTimePasscode",
    "hardwareOneTimePasscode",
    "mobilePhone",
    "alternateMobilePhone",
    "officePhone",
    "email",
    "securityQuestion",
    "externalAuthMethod",
    "qrCode",
)
"""The words of Graph's report of registered methods, but for passkeys and passes, which have keys of their own."""

GUESTS_WITH_ACCOUNT = ("internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember")
MET_CONTROLS = (*(each for each in words.GRANT_CONTROLS if each not in ("block", "mfa")), "customControls")
SORTS = (*PASSKEY_TYPES, "unattested")
RISKS = ("none", "low", "medium", "high")
YES, NO, UNKNOWN = "true", "false", "unknown"

_PASSKEY = Record(
    (
        Key("model", TEXT, "The model by alias or AAGUID.", "microsoft-authenticator-ios", is_required=True),
        Key("type", Choice(PASSKEY_TYPES), "Which type of passkey it is, where the model can hold either.", "synced"),
    )
)
_SEVERAL = "did you mean `groups`, a list of names?"
PERSON = Record(
    (
        Key("groups", TEXTS, "The groups they are in, by alias, name or id; in no other.", ["PK-Pilot"]),
        Key("roles", TEXTS, "The directory roles they hold now, by name or template id.", ["Global Administrator"]),
        Key("eligibleRoles", TEXTS, "The directory roles that they could activate.", ["User Administrator"]),
        Key("guest", Choice(GUESTS_WITH_ACCOUNT), "Which kind of guest they are; a member without it."),
        Key("methods", ListOf(Choice(METHOD_WORDS)), "What they registered beside passkeys, in Graph's words."),
        Key(
            "passkeys",
            ListOf(OneOf(scalar=TEXT, mapping=_PASSKEY)),
            "The passkeys they registered, by model.",
            ["yubikey-5-nfc@5.7"],
        ),
        Key("temporaryAccessPass", Flag(), "Whether they hold a Temporary Access Pass that is good right now.", True),
        NOTE,
    ),
    instead={"group": _SEVERAL, "users": "write the sign-in name itself: `person: ada@contoso.com`"},
)
_WHO = OneOf(scalar=TEXT, mapping=PERSON)

_SIGN_IN_KEYS = (
    Key("resource", TEXT, "What is signed in to: an application, `Office 365`, `Microsoft Admin Portals`."),
    Key("userAction", Choice(words.USER_ACTIONS, USER_ACTION_URNS), "The user action, instead of a resource."),
    Key("authenticationContext", TEXT, "The authentication context that is asked for: its id or name.", "c1"),
    Key("platform", Choice(tuple(each for each in words.PLATFORMS if each != "all")), "*Device platform*."),
    Key(
        "clientApp",
        Choice(tuple(each for each in words.CLIENT_APPS if each not in ("all", "easSupported"))),
        "*Client app*, in Graph's word.",
    ),
    Key("location", TEXT, "The named location they are in: its local id, name or id."),
    Key("ipAddress", TEXT, "The address they come from.", "198.51.100.7"),
    Key("country", Text("[A-Za-z]{2}|unknown", "two letters, or `unknown`"), "The country they are in.", "NO"),
    Key("signInRisk", Choice(RISKS), "The level of sign-in risk, or `none`."),
    Key("userRisk", Choice(RISKS), "The level of user risk, or `none`."),
    Key("insiderRisk", Choice((*words.INSIDER_RISK_LEVELS, "none")), "The level of insider risk, or `none`."),
    Key("authenticationFlow", Choice(words.AUTHENTICATION_FLOWS), "The flow; an ordinary sign-in has `none`."),
    Key("meets", ListOf(Choice(MET_CONTROLS)), "Grant controls that device and app meet.", ["compliantDevice"]),
)
_INSTEAD_IN_SIGN_IN = {
    "app": "did you mean `resource`?",
    "application": "did you mean `resource`?",
    "platforms": "did you mean `platform`? a sign-in has one",
    "clientApps": "did you mean `clientApp`? a sign-in has one",
    "locations": "did you mean `location`? a sign-in has one",
    "device": "write what it meets: `meets: [compliantDevice]`",
    "ip": "did you mean `ipAddress`?",
}
_SIGN_IN = Record(_SIGN_IN_KEYS, instead=_INSTEAD_IN_SIGN_IN)
_ANSWERS = MapOf(Choice((YES, NO, UNKNOWN)), is_named_freely=True)
_EXPECT = Record(
    (
        Key(
            "access",
            Choice(("granted", "blocked", "unknown")),
            "What becomes of the sign-in; `granted` is with what they have registered.",
            "granted",
        ),
        Key(
            "needs",
            ListOf(TEXT, fewest=1),
            "All that is asked and can't be done yet: strengths by name, grant controls, or `A or B`.",
            ["Phishing-resistant MFA"],
        ),
        Key("asks", TEXTS, "What is asked, among other things; `[]`: nothing is.", ["Phishing-resistant MFA"]),
        Key(
            "mayRegister",
            _ANSWERS,
            "Which passkeys they may set up themselves: `deviceBound`, `synced`, `unattested`, or models.",
            {"synced": False, "yubikey-5-nfc@5.7": True},
        ),
        Key("signsInWith", _ANSWERS, "Which models sign in once they are registered.", {"yubikey-5-nfc@5.7": True}),
    ),
    fewest=1,
    instead={"granted": "write `access: granted`", "blocked": "write `access: blocked`"},
)
_TEST = Record(
    (
        Key("name", TEXT, "What is expected, in a sentence."),
        Key(
            "person",
            _WHO,
            "A description, the key of one under `personas`, or a real person's sign-in name.",
            is_required=True,
        ),
        Key("signIn", _SIGN_IN, "The sign-in; what is not said of it stays open."),
        Key(
            "asIfEnabled",
            OneOf(scalar=Choice(("all",)), sequence=ListOf(TEXT, fewest=1)),
            "Report-only policies that count as enabled in this test: `all`, or names and local ids.",
            ["pilot-enforce"],
        ),
        Key("expect", _EXPECT, "What must come of it.", is_required=True),
        NOTE,
    )
)
TEST_KIND = "PolicyTest"
TEST_DOCUMENT = Record(
    (
        Key("apiVersion", Choice((API_VERSION,)), "Marks a document of passkeyctl.", API_VERSION, True, is_fixed=True),
        Key("kind", Choice((TEST_KIND,)), "Says that the document holds policy tests.", TEST_KIND, True, is_fixed=True),
        Key("personas", MapOf(PERSON), "Descriptions of people, each under a key for `person`."),
        Key("everySignIn", _SIGN_IN, "What every sign-in of these tests says unless it says otherwise."),
        Key("tests", ListOf(_TEST, fewest=1), "The tests, in the order in which they run."),
    ),
    instead={"people": "did you mean `personas`?", "signIn": "did you mean `everySignIn`?"},
)
