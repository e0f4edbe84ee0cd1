"""Objects as Graph may answer them: every type of the table in every shape, from any source of chance.

Lists are absent, null, empty or filled; words come in the case and order that Graph has been seen to give; ids are
those of a tenant and some that nobody has; and now and then there is a member or a word of tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.graph_types import FLAGS, KINDS_OF, TYPES, WORDS

AAGUIDS = (
    "2fc0579f-8113-47ea-b116-bb5a8db9202a",
    "A25342C0-3CDC-4414-8E46-F4807FCA511C",
    "de1e552d-db1d-4423-a619-566b625cdc84",
    "90a3ccdf-635c-4729-a248-9b709135078f",
    "dddddddd-0000-4000-8000-000000000001",
)
NOBODY = ("dead0000-aaaa-4bbb-8ccc-000000000001", "DEAD0000-AAAA-4BBB-8CCC-000000000002")
HOSTILE = (
    "plain",
    "CA001: Block legacy authentication",
    " leading and trailing ",
    "yes",
    "null",
    "~",
    "1.0",
    "2026-11-23",
    "- list",
    "# comment",
    "a: b # c",
    "{flow: [x]}",
    "&anchor *alias !tag",
    "'quoted' \"twice\" `thrice`",
    "${variable}",
    "%TENANT%",
    "tab\there",
    "line\nbreak",
    "Zażółć gęślą jaźń",
    "café and café",
    "日本語の方針",
    "\u202eright to left",
    "\u00a0no-break\u00a0",
    "emoji 🔑",
    "trailing backslash \\",
    "x" * 200,
    "@team",
    "= 1 + 1",
    "...",
    "---",
)
RULES = (
    'device.trustType -eq "ServerAD"',
    "device.model -startsWith 'Surface' -or device.isCompliant -eq True",
    'CustomSecurityAttribute.Set_Attribute -contains "a: b # c"',
    " \ttwo\nlines ",
)
STAMPS = (None, "2025-11-04T12:59:05.2884951Z", "2026-06-15T16:20:33Z", "2026-06-15T16:20:33.792Z")
RANGES4 = ("192.0.2.0/24", "198.51.100.7/32", "203.0.113.0/25")
RANGES6 = ("2001:db8:6::/48", "2001:0DB8:0007:0000::1/64", "2001:db8::ffff/128")


@dataclass(frozen=True, slots=True)
class Pools:
    """Ids and words that members of a tenant's policies name."""

    groups: tuple[str, ...]
    users: tuple[str, ...]
    roles: tuple[str, ...]
    applications: tuple[str, ...]
    principals: tuple[str, ...]
    locations: tuple[str, ...]
    contexts: tuple[str, ...]
    strengths: tuple[str, ...]
    terms: tuple[str, ...]
    profiles: tuple[str, ...] = ("00000000-0000-0000-0000-000000000001",)


def _ids(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-aaaa-4bbb-8ccc-{number:012d}" for number in range(4))


INVENTED = Pools(
    _ids("11111111"),
    _ids("22222222"),
    _ids("33333333"),
    _ids("44444444"),
    _ids("55555555"),
    _ids("66666666"),
    ("c1", "c2", "c25", "c99"),
    ("00000000-0000-0000-0000-000000000002", *_ids("77777777")),
    _ids("88888888"),
)


@dataclass(frozen=True, slots=True)
class Maker:
    """`future` is how often, of a hundred, something of tomorrow stands in an answer; `dangling` an id of nobody."""

    random: Random
    pools: Pools = INVENTED
    future: int = 0
    dangling: int = 3

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def id(self) -> str:
        r = self.random
        return f"{r.getrandbits(32):08x}-{r.getrandbits(16):04x}-4{r.getrandbits(12):03x}-8{r.getrandbits(12):03x}-" + (
            f"{r.getrandbits(48):012x}"
        )

    def whole(self, type_name: str) -> JsonObject:
        """An object with any of its members in any shape."""
        kind = self.random.choice(KINDS_OF[type_name]) if type_name in KINDS_OF else type_name
        made: JsonObject = {} if kind == type_name else {"@odata.type": f"#microsoft.graph.{kind}"}
        for name, notation in TYPES[kind].items():
            value = self._special(kind, name, notation)
            if value is not ABSENT:
                made[name] = value  # type: ignore[assignment]  # ABSENT is the only thing that is no JSON
        if self.chance(self.future):
            later: list[JsonValue] = [1, "word", ["word"], {"inner": True}]
            made["addedByGraphLater"] = self.random.choice(later)
        if self.chance(10):
            made[self.random.choice(["notYetUsed", "times", "agents"])] = self.random.choice([None, [], ""])
        return made

    def _special(self, kind: str, name: str, notation: str) -> JsonValue | object:
        made = SPECIAL.get(f"{kind}.{name}") or SPECIAL.get(name)
        return made(self) if made is not None else self.member(notation)

    def member(self, notation: str) -> JsonValue | object:
        is_list, never_null = notation.startswith("["), notation.endswith("!")
        inner = notation.strip("[]!").rstrip("]")
        if is_list:
            return self.listed(lambda: self.one(inner))
        if not never_null and self.chance(45):
            return self.random.choice([None, None, ABSENT])
        return self.one(inner)

    def listed(self, one: Callable[[], JsonValue], *, most: int = 3) -> JsonValue | object:
        roll = self.random.randrange(100)
        if roll < 58:
            return ABSENT if roll < 6 else None if roll < 12 else []
        found = [one() for _ in range(self.random.randint(1, most))]
        if self.chance(5):
            found.append(found[0])
        return found

    def one(self, type_name: str) -> JsonValue:
        match type_name:
            case "Boolean":
                return self.chance(50)
            case "Int32":
                return self.random.randint(1, 20)
            case "DateTimeOffset":
                return self.random.choice(STAMPS)
            case "Guid":
                return self.id()
            case "String":
                return self.random.choice(HOSTILE)
            case _ if type_name in WORDS:
                return self._word(WORDS[type_name].split())
            case _ if type_name in FLAGS:
                return self.flags(FLAGS[type_name].split())
            case _:
                return self.whole(type_name)

    def _word(self, words: Sequence[str]) -> str:
        return "addedByGraphLater" if self.chance(self.future) else self.random.choice(words)

    def flags(self, words: Sequence[str]) -> str:
        usable = [each for each in words if each != "none"]
        chosen = self.random.sample(usable, self.random.randint(1, min(3, len(usable))))
        if self.chance(self.future):
            chosen.append("addedByGraphLater")
        if words[1:2] == ["internalGuest"] and self.chance(20):
            chosen = [each[0].upper() + each[1:] for each in chosen]
        return self.random.choice([",", ",", ", "]).join(chosen)

    def of(self, pool: Sequence[str], *words: str) -> JsonValue:
        if words and self.chance(25):
            return self.random.choice(words)
        if self.chance(self.dangling):
            return self.random.choice(NOBODY)
        found = self.random.choice(pool)
        return found.upper() if self.chance(5) and "-" in found else found


ABSENT = object()
Make = Callable[[Maker], "JsonValue | object"]


def _people(*words: str) -> Make:
    def made(maker: Maker) -> JsonValue | object:
        if words and maker.chance(40):
            return [maker.random.choice(words)]
        return maker.listed(lambda: maker.of(maker.pools.users, "GuestsOrExternalUsers"))

    return made


def _picked(pool: Callable[[Pools], Sequence[str]], *words: str) -> Make:
    return lambda maker: maker.listed(lambda: maker.of(pool(maker.pools), *words))


def _either(*values: JsonValue) -> Make:
    return lambda maker: maker.random.choice(values)


def _frequency(maker: Maker) -> JsonValue:
    """As the service answers: of a kind, with both words, or as old policies have it."""
    every_time = maker.chance(30)
    made: JsonObject = {
        "isEnabled": not maker.chance(10),
        "value": None if every_time else maker.random.randint(1, 20),
        "type": None if every_time else maker.one("signinFrequencyType"),
        "authenticationType": maker.one("signInFrequencyAuthenticationType"),
        "frequencyInterval": "everyTime" if every_time else "timeBased",
    }
    for name in ("authenticationType", "frequencyInterval"):
        if maker.chance(10) and not every_time:
            made[name] = None
    return made if not maker.chance(50) else None


def _control(name: str, words: str) -> Make:
    def made(maker: Maker) -> JsonValue:
        if maker.chance(60):
            return None
        return {"isEnabled": maker.chance(80), name: maker.one(words)}

    return made


def _tenants(maker: Maker) -> JsonValue | object:
    roll = maker.random.randrange(4)
    if roll < 2:
        return (None, ABSENT)[roll]
    listed = roll == 3
    kind = f"conditionalAccess{'Enumerated' if listed else 'All'}ExternalTenants"
    made: JsonObject = {"@odata.type": f"#microsoft.graph.{kind}", "membershipKind": "enumerated" if listed else "all"}
    if listed:
        made["members"] = [maker.id() for _ in range(maker.random.randint(1, 3))]
    return made


def _strength(maker: Maker) -> JsonValue | object:
    """Graph's own rendering of the strength inside a policy, which is not how the strength itself reads."""
    if maker.chance(70):
        return maker.random.choice([None, ABSENT])
    embedded = maker.whole("authenticationStrengthPolicy")
    return {**embedded, "id": maker.of(maker.pools.strengths)}


SPECIAL: Mapping[str, Make] = {
    "id": lambda maker: maker.id(),
    "displayName": lambda maker: f"{maker.random.choice(HOSTILE)} {maker.random.randrange(10000)}",
    "description": _either(None, "", "Somebody's words"),
    "conditionalAccessPolicy.description": lambda maker: maker.random.choice([None, ABSENT]),
    "templateId": _either(None, NOBODY[0]),
    "conditionalAccessPolicy.conditions": lambda maker: maker.whole("conditionalAccessConditionSet"),
    "conditionalAccessConditionSet.applications": lambda maker: maker.whole("conditionalAccessApplications"),
    "conditionalAccessConditionSet.users": lambda maker: maker.whole("conditionalAccessUsers"),
    "includeUsers": _people("All", "All", "All", "None"),
    "excludeUsers": _people(),
    "includeGroups": _picked(lambda pools: pools.groups),
    "excludeGroups": _picked(lambda pools: pools.groups),
    "includeRoles": _picked(lambda pools: pools.roles),
    "excludeRoles": _picked(lambda pools: pools.roles),
    "includeApplications": _picked(lambda pools: pools.applications, "All", "Office365", "MicrosoftAdminPortals"),
    "excludeApplications": _picked(lambda pools: pools.applications, "Office365", "MicrosoftAdminPortals"),
    "includeUserActions": _picked(lambda _: ("urn:user:registersecurityinfo", "urn:user:registerdevice")),
    "includeAuthenticationContextClassReferences": _picked(lambda pools: pools.contexts),
    "includeServicePrincipals": _picked(lambda pools: pools.principals, "ServicePrincipalsInMyTenant"),
    "excludeServicePrincipals": _picked(lambda pools: pools.principals),
    "includeLocations": _picked(lambda pools: pools.locations, "All", "AllTrusted"),
    "excludeLocations": _picked(lambda pools: pools.locations, "AllTrusted", "00000000-0000-0000-0000-000000000000"),
    "rule": lambda maker: maker.random.choice(RULES),
    "operator": _either("AND", "OR"),
    "termsOfUse": _picked(lambda pools: pools.terms),
    "customAuthenticationFactors": lambda maker: maker.listed(lambda: maker.random.choice(["DuoMfa", *NOBODY]), most=1),
    "authenticationStrength": _strength,
    "externalTenants": _tenants,
    "signInFrequency": _frequency,
    "persistentBrowser": _control("mode", "persistentBrowserSessionMode"),
    "cloudAppSecurity": _control("cloudAppSecurityType", "cloudAppSecuritySessionControlType"),
    "allowedAAGUIDs": lambda maker: maker.listed(lambda: maker.random.choice(AAGUIDS)),
    "aaGuids": lambda maker: maker.listed(lambda: maker.random.choice(AAGUIDS)),
    "allowedIssuerSkis": lambda maker: maker.listed(lambda: maker.random.choice(["9A4248", "1a2b3c4d5e"])),
    "allowedPolicyOIDs": lambda maker: maker.listed(lambda: maker.random.choice(["1.2.3.4", "2.5.29.32.0"])),
    "fido2CombinationConfiguration.appliesToCombinations": lambda _: ["fido2"],
    "x509CertificateCombinationConfiguration.appliesToCombinations": _either(
        ["x509CertificateMultiFactor"], ["x509CertificateSingleFactor"]
    ),
    "iPv4CidrRange.cidrAddress": _either(*RANGES4),
    "iPv6CidrRange.cidrAddress": _either(*RANGES6),
    "countriesAndRegions": lambda maker: maker.listed(lambda: maker.random.choice(["DE", "DK", "NO", "SE", "GB"])),
    "policyType": lambda _: "custom",
}
