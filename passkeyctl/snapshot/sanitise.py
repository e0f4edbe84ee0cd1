"""A snapshot that can be shown to others: what is not known to be harmless is replaced, equal things by equal ones.

The world is closed: a value stays only where its property and its kind are known (`harmless.py`). What Graph, or
another tool, puts anywhere else is replaced, the names of unknown properties included.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot import harmless
from passkeyctl.snapshot.document import Content, Part, Snapshot, Unread
from passkeyctl.snapshot.replacing import GUID, Replacements
from passkeyctl.snapshot.rule_texts import sanitised_rule

NOUNS = {
    Part.ORGANIZATION: "Organization",
    Part.METHODS_POLICY: "Profile",
    Part.METHODS_POLICY_BETA: "Profile",
    Part.STRENGTHS: "Strength",
    Part.POLICIES: "Policy",
    Part.POLICY_IDS_BETA: "Policy",
    Part.LOCATIONS: "Location",
    Part.CONTEXTS: "Context",
    Part.ROLE_DEFINITIONS: "Role",
    Part.GROUPS: "Group",
    Part.USERS: "Person",
    Part.SERVICE_PRINCIPALS: "Application",
}
ENDPOINTS = frozenset({"global", "usgov", "dod", "china", "sandbox", "import"})
MANAGED_BY_MICROSOFT = "Microsoft-managed: "
A_MOMENT = "2000-01-01T00:00:00Z"
_CONTEXT_ID = re.compile(r"c[1-9][0-9]?", re.IGNORECASE)
_TAKEN = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_ADDRESS = re.compile(r"[0-9a-f:.]+/\d{1,3}|[0-9]+(?:\.[0-9]+){3}|[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_AAGUIDS = frozenset({"aaGuids", "allowedAAGUIDs"})
_NAMES = frozenset({"displayName", "name", "appDisplayName"})


def sanitise(snapshot: Snapshot, key: bytes) -> Snapshot:
    """`key` is random and must be thrown away: whoever has it can test guesses."""
    catalogue = load()
    known = frozenset(catalogue.by_aaguid) if isinstance(catalogue, Catalogue) else frozenset()
    replacements = Replacements(key)
    _sanitised(snapshot, _Reader(replacements, known))  # meets everything, so that numbers tell nothing about order
    replacements.settle()
    return _sanitised(snapshot, _Reader(replacements, known))


def _sanitised(snapshot: Snapshot, reader: _Reader) -> Snapshot:
    parts = {part: _content(part, snapshot.parts[part], reader) for part in Part if part in snapshot.parts}
    return Snapshot(
        taken_at=snapshot.taken_at if _TAKEN.fullmatch(snapshot.taken_at) else "",
        endpoint=snapshot.endpoint if snapshot.endpoint in ENDPOINTS else "elsewhere",
        parts=parts,
        members=_ids(snapshot.members, reader),
        names={reader.id(id): reader.text("Name", name) for id, name in snapshot.names.items()},
        is_sanitised=True,
        memberships=_ids(snapshot.memberships, reader),
        placeholders={reader.id(id): reader.text("Text", each) for id, each in snapshot.placeholders.items()},
    )


def _content(part: Part, content: Content, reader: _Reader) -> Content:
    if isinstance(content, Unread):
        status = content.status if 0 <= content.status < 600 else 0
        return Unread(status, {401: "not permitted", 403: "not permitted", 404: "not there"}.get(status, "no answer"))
    return tuple(reader.document(NOUNS[part], each) for each in content)


def _ids(listed: Mapping[str, tuple[str, ...]], reader: _Reader) -> dict[str, tuple[str, ...]]:
    return {reader.id(id): tuple(reader.id(each) for each in ids) for id, ids in listed.items()}


_NOUNS_BELOW = {"authenticationStrength": "Strength", "verifiedDomains": "Domain"}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks through JSON; `noun` is what the object in hand is called."""

    found: Replacements
    aaguids: frozenset[str]

    def document(self, noun: str, document: JsonObject) -> JsonObject:
        cleaned: JsonObject = {}
        for key, value in document.items():
            if key == "@odata.type":
                cleaned[key] = _type(value)
            elif "@odata." in key:
                continue  # addresses of parts of an answer: they say the tenant's ids once more, and nobody reads them
            elif key in harmless.KEYS:
                cleaned[key] = self._known(_NOUNS_BELOW.get(key, noun), key, value, document)
            else:
                cleaned[self.found.named("property", key, glue="")] = self._unknown(value)
        return cleaned

    def _known(self, noun: str, key: str, value: JsonValue, holder: JsonObject) -> JsonValue:
        match value:
            case None | bool():
                return value
            case int() | float():
                is_small = isinstance(value, int) and 0 <= value <= harmless.LARGEST_NUMBER
                return value if is_small and key in harmless.NUMBERS else 0
            case str():
                return self._leaf(noun, key, value, holder)
            case list():
                return [self._known(noun, key, each, holder) for each in value]
            case dict():
                return self.document(noun, value)

    def _unknown(self, value: JsonValue) -> JsonValue:
        """References in it still lead somewhere; nothing else of it is left but its shape."""
        match value:
            case None | bool():
                return value
            case int() | float():
                return 0
            case str():
                return self.id(value) if GUID.fullmatch(value) else self.text("Text", value)
            case list():
                return [self._unknown(each) for each in value]
            case dict():
                return {self.found.named("property", key, glue=""): self._unknown(each) for key, each in value.items()}

    def _leaf(self, noun: str, key: str, text: str, holder: JsonObject) -> str:
        if not text:
            return text
        if key in _NAMES:
            return self._name(noun, text, holder)
        if key in ("userPrincipalName", "mail"):
            return self._mail(text)
        if key in ("rule", "membershipRule"):
            return sanitised_rule(text, self.found, self.id)
        if key == "cidrAddress":
            return self._address(text)
        if key.endswith("DateTime"):
            return A_MOMENT
        if key == "allowedIssuerSkis":
            return self.found.hexadecimal(text)
        if key == "allowedPolicyOIDs":
            return self.found.named("2.999", text, glue=".")
        if key in _AAGUIDS and text.lower() in self.aaguids:
            return text
        return self._word(key, text)

    def _word(self, key: str, text: str) -> str:
        if key == "description":
            return self.text("Text", text)
        if GUID.fullmatch(text):
            return self.id(text)
        if key == "countriesAndRegions" and re.fullmatch("[A-Z]{2}", text):
            return text
        if key == "policyVersion" and re.fullmatch(r"\d\.\d", text):
            return text
        if _CONTEXT_ID.fullmatch(text) and key in ("id", "includeAuthenticationContextClassReferences"):
            return text
        words = [each.strip() for each in text.split(",")]
        if any(each in harmless.WORDS for each in words):
            return ",".join(each if each in harmless.WORDS else self.text("Text", each) for each in words)
        if key == "id":
            return self.found.named("id", text, glue="-")
        return self.text("Text", text)

    def id(self, text: str) -> str:
        if text.lower() in harmless.IDS:
            return text
        return self.found.id(text) if GUID.fullmatch(text) else self.found.named("id", text, glue="-")

    def text(self, noun: str, text: str) -> str:
        """Free text, or what looks like an address of one kind or another."""
        if not text:
            return text
        if "@" in text and not re.search(r"\s", text):
            return self._mail(text)
        if _ADDRESS.fullmatch(text):
            return self._address(text)
        return self.found.named(noun, text)

    def _name(self, noun: str, text: str, holder: JsonObject) -> str:
        published = [harmless.NAMES.get(str(holder.get(key)).lower(), frozenset()) for key in ("id", "appId")]
        is_default = holder.get("id") == harmless.DEFAULT_PROFILE and text == harmless.DEFAULT_PROFILE_NAME
        if is_default or any(text in names for names in published):
            return text
        if noun == "Domain":
            return self._domain(text)
        if text.startswith(MANAGED_BY_MICROSOFT):
            return MANAGED_BY_MICROSOFT + self.text(noun, text.removeprefix(MANAGED_BY_MICROSOFT))
        return self.text(noun, text)

    def _mail(self, text: str) -> str:
        """Capitals mean nothing in an address."""
        account, _, domain = text.casefold().rpartition("@")
        return f"{self.found.named('person', account or domain, glue='')}@{self._domain(domain)}"

    def _domain(self, text: str) -> str:
        return self.found.named("domain", text.casefold(), glue="") + ".example"

    def _address(self, text: str) -> str:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return self.found.named("Address", text)
        replaced = str(self.found.network(network))
        return replaced if "/" in text else replaced.partition("/")[0]


def _type(value: JsonValue) -> str:
    prefix = "#microsoft.graph."
    text = value if isinstance(value, str) else ""
    return text if text.startswith(prefix) and text.removeprefix(prefix) in harmless.TYPES else f"{prefix}unknown"
