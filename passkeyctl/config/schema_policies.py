"""The section `conditionalAccess`: the whole v1.0 tree of a Conditional Access policy."""

from __future__ import annotations

from passkeyctl.config.schema_entries import GUID_TEXT, NAMED, TEXT, TEXTS, identity
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, MapOf, OneOf, Record, Text
from passkeyctl.model import conditional_access as words

_ROLES = OneOf(
    scalar=Text("@.+", "a list of roles, or a set such as `@microsoft-recommended-admin-roles`"),
    sequence=TEXTS,
)
_FREQUENCY = Text(
    "everyTime|([1-9]|1[0-9]|2[0-3])h|([1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-5])d",
    "`everyTime`, `1h` to `23h` or `1d` to `365d`",
)
_GUESTS = OneOf(
    scalar=Choice(("all", "legacy"), {"GuestsOrExternalUsers": "legacy"}),
    mapping=Record(
        (
            Key(
                "types",
                ListOf(Choice(words.GUEST_TYPES), fewest=1),
                "Kinds of guests, in Graph's words.",
                is_required=True,
            ),
            Key(
                "tenants",
                OneOf(scalar=Choice(("all",)), sequence=ListOf(GUID_TEXT, fewest=1)),
                "The guests' home tenants: `all`, or a list of tenant ids.",
                "all",
            ),
        )
    ),
)


def _people(verb: str) -> tuple[Key, ...]:
    return (
        Key("users", TEXTS, f"Users to {verb}, by user principal name or id.", is_nullable=True),
        Key("groups", TEXTS, f"Groups to {verb}, by alias, name or id.", ["PK-Pilot"], is_nullable=True),
        Key(
            "roles",
            _ROLES,
            f"Directory roles to {verb}, by name or template id.",
            ["Global Administrator"],
            is_nullable=True,
        ),
        Key(
            "guests",
            _GUESTS,
            f"Guests or external users to {verb}: `all`, `legacy`, or types and tenants.",
            "all",
            is_nullable=True,
        ),
    )


_USERS = Record(
    (
        Key(
            "include",
            OneOf(scalar=Choice(("all", "none"), {"All": "all", "None": "none"}), mapping=Record(_people("include"))),
            "Whom the policy is for: `all`, `none`, or lists.",
        ),
        Key("exclude", Record(_people("exclude")), "Whom the policy leaves out.", is_nullable=True),
    ),
    fewest=1,
)
FILTER = Record(
    (
        Key("mode", Choice(("include", "exclude")), "Whether what matches is included or excluded.", is_required=True),
        Key("rule", TEXT, "The rule in Graph's filter language.", "device.isCompliant -eq True", is_required=True),
    )
)
_WORKLOADS = Record(
    (
        Key(
            "include",
            OneOf(scalar=Choice(("all",), {"ServicePrincipalsInMyTenant": "all"}), sequence=TEXTS),
            "`all` service principals of this tenant, or a list of names or ids.",
        ),
        Key("exclude", TEXTS, "Service principals to leave out.", is_nullable=True),
        Key("filter", FILTER, "A filter by custom security attributes.", is_nullable=True),
    ),
    fewest=1,
)
_RESOURCES = Record(
    (
        Key(
            "include",
            TEXTS,
            "Applications by name or client id, or one of the portal's words such as `All resources`.",
            ["Office 365"],
        ),
        Key("exclude", TEXTS, "Applications to leave out.", is_nullable=True),
        Key("filter", FILTER, "A filter by custom security attributes.", is_nullable=True),
    ),
    fewest=1,
)
USER_ACTION_URNS = {
    "urn:user:registersecurityinfo": "Register security information",
    "urn:user:registerdevice": "Register or join devices",
}
_TARGET = Record(
    (
        Key("resources", _RESOURCES, "*Resources (formerly cloud apps)* in the admin centre."),
        Key(
            "userActions",
            ListOf(Choice(words.USER_ACTIONS, USER_ACTION_URNS), fewest=1),
            "*User actions* in the admin centre; such a policy isn't evaluated in report-only.",
            ["Register security information"],
        ),
        Key(
            "authenticationContexts",
            ListOf(TEXT, fewest=1),
            "Authentication contexts by id (`c1` to `c99`) or name.",
            ["c1"],
        ),
    ),
    fewest=1,
    most=1,
    only_one="a policy has one kind of target",
)


def _words(name: str, known: tuple[str, ...], doc: str) -> Key:
    return Key(name, ListOf(Choice(known)), doc, is_nullable=True)


_PLATFORMS = Record(
    (
        Key(
            "include",
            OneOf(scalar=Choice(("all",)), sequence=ListOf(Choice(words.PLATFORMS))),
            "`all` platforms, or a list.",
            ["windows", "macOS"],
            is_nullable=True,
        ),
        _words("exclude", words.PLATFORMS, "Platforms to leave out."),
    )
)
_LOCATION_WORDS = Choice(("all", "allTrusted"), {"All": "all", "AllTrusted": "allTrusted"})


def _locations(name: str, doc: str) -> Key:
    return Key(name, OneOf(scalar=_LOCATION_WORDS, sequence=TEXTS), doc, "allTrusted", is_nullable=True)


_CONDITIONS = Record(
    (
        Key("platforms", _PLATFORMS, "*Device platforms* in the admin centre.", is_nullable=True),
        Key(
            "locations",
            Record(
                (
                    _locations("include", "`all`, `allTrusted`, or named locations."),
                    _locations("exclude", "Locations to leave out."),
                )
            ),
            "*Locations* in the admin centre; `MFA trusted IPs` means the older list of addresses.",
            is_nullable=True,
        ),
        _words("clientApps", words.CLIENT_APPS, "*Client apps*, in Graph's words."),
        Key("deviceFilter", FILTER, "*Filter for devices*.", is_nullable=True),
        _words("signInRisk", words.RISK_LEVELS, "Levels of sign-in risk."),
        _words("userRisk", words.RISK_LEVELS, "Levels of user risk."),
        _words("servicePrincipalRisk", words.RISK_LEVELS, "Levels of risk of a service principal."),
        _words("insiderRisk", words.INSIDER_RISK_LEVELS, "Levels of insider risk."),
        _words("authenticationFlows", words.AUTHENTICATION_FLOWS, "Authentication flows such as `deviceCodeFlow`."),
    )
)
_GRANT = Record(
    (
        Key("require", Choice(("all", "one")), "Whether all of the controls are needed, or one of them.", "one"),
        _words("controls", words.GRANT_CONTROLS, "Grant controls, in Graph's words."),
        Key(
            "authenticationStrength",
            TEXT,
            "A strength by local id, name or id; the built-in ones by their name.",
            "Phishing-resistant MFA",
            is_nullable=True,
        ),
        Key("termsOfUse", ListOf(GUID_TEXT), "Ids of terms of use.", is_nullable=True),
        Key("customControls", TEXTS, "Ids of custom controls.", is_nullable=True),
    )
)
_SCOPES = ("primaryAndSecondaryAuthentication", "secondaryAuthentication")
_FREQUENCY_MAP = Record(
    (
        Key("every", _FREQUENCY, "`everyTime`, hours (`4h`) or days (`7d`).", "4h", is_required=True),
        Key("for", Choice(_SCOPES), "Which sign-in it is about, in Graph's words.", "secondaryAuthentication"),
    )
)
_SESSION = Record(
    (
        Key(
            "signInFrequency",
            OneOf(scalar=_FREQUENCY, mapping=_FREQUENCY_MAP),
            "*Sign-in frequency*: `everyTime`, hours (`4h`) or days (`7d`).",
            "everyTime",
            is_nullable=True,
        ),
        Key(
            "persistentBrowser", Choice(("always", "never")), "*Persistent browser session*.", "never", is_nullable=True
        ),
        Key(
            "cloudAppSecurity", Choice(words.CLOUD_APP_SECURITY), "*Conditional Access App Control*.", is_nullable=True
        ),
        Key("appEnforcedRestrictions", Flag(), "*App enforced restrictions*.", is_nullable=True),
        Key("tokenProtection", Flag(), "*Require token protection for sign-in sessions*.", is_nullable=True),
        Key("disableResilienceDefaults", Flag(), "*Disable resilience defaults*.", is_nullable=True),
    )
)
STATE_SPELLINGS = {"enabledForReportingButNotEnforced": "reportOnly"}

POLICY = Record(
    (
        *identity(Key("name", TEXT, "The policy's name in the tenant.", "PK010 - Pilot - Require passkey")),
        Key(
            "state",
            OneOf(scalar=Choice(words.STATES, STATE_SPELLINGS), is_by_stage=True),
            "*Enable policy*; a new policy is report-only unless this says otherwise.",
            "reportOnly",
        ),
        Key("users", _USERS, "*Users* in the admin centre."),
        Key("workloadIdentities", _WORKLOADS, "Service principals, instead of `users`."),
        Key("target", _TARGET, "*Target resources*: one kind of them."),
        Key("conditions", _CONDITIONS, "*Conditions*; `null` clears them all.", is_nullable=True),
        Key("grant", _GRANT, "*Grant*; `null` clears it.", is_nullable=True),
        Key("session", _SESSION, "*Session*; `null` clears it.", is_nullable=True),
    ),
    needs=NAMED,
)
POLICIES = MapOf(POLICY)
