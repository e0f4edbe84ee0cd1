"""Hypothesis strategies for whole tenants, with a directory whose names are as hostile as names can be."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.fields import Field, Fields, Shape
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.locations import COUNTRY, IP
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS, MODES, combination
from passkeyctl.model.values import Value, X509Limit
from passkeyctl.wire import methods
from tests.states import id_of
from tests.strategies import IDS, NAMES, NEW_WORD, policies, values_of

HOSTILE = (
    *("NO", "on", "yes", "null", "~", "true", "2026.10", "2026-10-01", "1e3", "0x1F", "12:30", "1_000", ".5", "="),
    *("<<", "- dash", "? mark", ": colon", "a: b", "a #b", "#b", "@roles", "`tick", "%percent", "!append", "&anchor"),
    *("*alias", "[list]", "{map}", "a, b", 'quote"d', "it's", "back\\slash", "two\nlines", "tab\there", "\x07bell"),
    *("\u2028", "\x85", " leading", "trailing ", "${variable}", "---", "...", "All", "all", "None", "Office365"),
    *("default", "c1", "legacy", "Cafe\u0301", "Caf\u00e9", "\u202eRTL", "\ufeffbom", "\U0001f511 keys", "日本語"),
    *("x" * 250, "", IDS[0], "11111111-aaaa-4bbb-8ccc-11111111111", "add-a-bad-face-cafe-deed", "All resources"),
    "Phishing-resistant MFA",
)
names = st.one_of(st.sampled_from(HOSTILE), NAMES, st.sampled_from(["Pilot", "pilot", "Keys"]))
AAGUIDS = (
    *("de1e552d-db1d-4423-a619-566b625cdc84", "90a3ccdf-635c-4729-a248-9b709135078f"),
    *("00000000-0000-0000-0000-000000000000", "12345678-1234-4234-8234-123456789012", "not an aaguid"),
)
RANGES = ("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "::/0")
X509 = st.builds(
    X509Limit,
    st.frozensets(st.sampled_from(["x509CertificateMultiFactor", "x509CertificateSingleFactor", NEW_WORD])),
    st.frozensets(st.sampled_from(["0123ABCD", "ff", "not hex"])),
    st.frozensets(st.sampled_from(["1.2.3", "2.5.29", "1"])),
)


def value_of(field: Field) -> st.SearchStrategy[Value]:
    match field.shape:
        case Shape.TEXT:
            return st.one_of(st.none(), names.filter(bool))
        case Shape.AAGUIDS:
            return st.frozensets(st.sampled_from(AAGUIDS), max_size=3)
        case Shape.COMBINATIONS:
            return st.frozensets(st.sampled_from([*MODES, combination("sms,password"), NEW_WORD]), max_size=4)
        case Shape.X509:
            return st.frozensets(X509, max_size=2)
        case Shape.NUMBER:
            return st.integers(0, 14) if field.path == "snoozeDays" else st.integers(8, 48)
        case Shape.MINUTES:
            return st.sampled_from([10, 30, 60, 90, 480, 1440, 43200])
        case Shape.RANGES:
            return st.frozensets(st.sampled_from(RANGES))
        case _:
            return values_of(field)


@st.composite
def live(draw: st.DrawFn, kind: Kind, id: str) -> LiveObject:
    fields: Fields = {field.path: draw(value_of(field)) for field in FIELDS[kind]}
    name = draw(names)
    if "name" in fields:
        fields = {**fields, "name": name}
    if kind is Kind.LOCATION:
        fields = _of_one_type(fields, draw(st.sampled_from([IP, COUNTRY])))
    if kind is Kind.PROFILE and draw(st.booleans()):
        attestation: Value = draw(st.one_of(st.just("someday"), st.just(True)))
        fields = {**fields, "enforceAttestation": attestation}
    date = draw(st.sampled_from(["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", None]))
    is_built_in = kind is Kind.PROFILE and id == DEFAULT_PROFILE_ID
    return LiveObject(kind, id, name, canonical(kind, fields), {"createdDateTime": date}, is_built_in)


COUNTRIES = frozenset({"NO", "SE"})


def _of_one_type(fields: Fields, type: str) -> Fields:
    empty = {field.path: field.default for field in FIELDS[Kind.LOCATION]}
    kept = ("name", "ipRanges", "trusted") if type == IP else ("name", "unknownCountries", "lookup")
    countries = {"countries": COUNTRIES} if type == COUNTRY else {}
    return {**empty, **{path: fields[path] for path in kept}, "type": type, **countries}


@st.composite
def policy(draw: st.DrawFn, id: str) -> LiveObject:
    fields: Fields = {**draw(policies), "name": draw(names)}
    prefix = draw(st.sampled_from(["", "", "", "Microsoft-managed: "]))
    fields = {**fields, "name": f"{prefix}{fields['name']}"}
    return LiveObject(Kind.POLICY, id, str(fields["name"]), fields, {"templateId": None})


@st.composite
def rows(draw: st.DrawFn, profiles: tuple[str, ...]) -> tuple[LiveObject, ...]:
    targets = draw(st.lists(st.sampled_from([EVERYONE, *IDS]), unique=True, max_size=3))
    excludes = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=2))
    listed = st.frozensets(st.sampled_from([*profiles, id_of(999)]), max_size=2)
    return (
        *(LiveObject(Kind.TARGET, each, each, {"profiles": draw(listed)}, {}) for each in targets),
        *(LiveObject(Kind.EXCLUDE, each, each, {}, {}) for each in excludes),
    )


@st.composite
def states(draw: st.DrawFn, *, with_new_kinds: bool = True) -> PriorState:
    profiles = (DEFAULT_PROFILE_ID, id_of(1), id_of(2))
    strengths = draw(st.sampled_from([(), (IDS[0],), (IDS[0], IDS[1])]))
    objects = [
        draw(live(Kind.PASSKEYS, "Fido2")),
        *(draw(live(Kind.PROFILE, each)) for each in profiles),
        *draw(rows(profiles)),
        *(draw(live(Kind.STRENGTH, each)) for each in strengths),
        *(_built_in(id, name) for id, name in BUILT_IN_STRENGTHS.items()),
        *(draw(policy(id_of(number))) for number in range(11, 13)),
    ]
    if with_new_kinds:
        objects += [
            draw(live(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass")),
            _as_graph_has_it(draw(live(Kind.CAMPAIGN, "registrationCampaign"))),
            *(draw(live(Kind.LOCATION, each)) for each in IDS[:2]),
            *(draw(live(Kind.CONTEXT, each)) for each in ("c1", "c25")),
        ]
    unread = draw(st.sampled_from([(), ((id_of(13), "Pilot"),)]))
    return PriorState(tuple(objects), True, {}, unread)


def _as_graph_has_it(campaign: LiveObject) -> LiveObject:
    """Graph's answer is looked at as well: what Microsoft chose stands only there."""
    fields = {**campaign.fields, "limitSnoozes": campaign.fields["limitSnoozes"] is not False}
    written = methods.campaign_json(defaults(Kind.CAMPAIGN), fields, {})
    enforcement = written["registrationEnforcement"]
    assert isinstance(enforcement, dict)
    whole = enforcement["authenticationMethodsRegistrationCampaign"]
    assert isinstance(whole, dict)
    members: JsonObject = {"state": "default", "includeTargets": [], "excludeTargets": [], **whole}
    policy: JsonObject = {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": members}}
    return methods.read_campaign(policy, None)


def _built_in(id: str, name: str) -> LiveObject:
    fields = {**{field.path: field.default for field in FIELDS[Kind.STRENGTH]}, "name": name}
    return LiveObject(Kind.STRENGTH, id, name, fields, {"policyType": "builtIn"}, is_built_in=True)


ASKED = (RefKind.GROUP, RefKind.USER, RefKind.ROLE, RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL)


@st.composite
def directories(draw: st.DrawFn) -> tuple[DirectoryObject, ...]:
    """Some of the ids have a name, some share one, some groups are not found by name."""
    found = []
    for kind in ASKED:
        for id in draw(st.lists(st.sampled_from([*IDS, id_of(77)]), unique=True)):
            is_security = kind is not RefKind.GROUP or draw(st.booleans())
            named = DirectoryObject(kind, id, draw(names.filter(bool)), is_security_group=is_security)
            found.append(named if is_security else replace(named, detail="Microsoft 365 group"))
    return tuple(found)
