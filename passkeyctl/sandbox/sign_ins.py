"""Sign-ins as the log keeps them and as `auditLogs/signIns` gives them.

https://learn.microsoft.com/graph/api/resources/signin
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Answer, Call
from passkeyctl.sandbox.defaults import USERS
from passkeyctl.sandbox.jsonread import as_list, as_text, objects
from passkeyctl.sandbox.listing import Listing
from passkeyctl.sandbox.log import OUTCOMES, SIGN_INS, Record, moment
from passkeyctl.sandbox.log_routes import OPTIONS, PAGE, Journal, answer_log
from passkeyctl.sandbox.reports import need_premium
from passkeyctl.sandbox.schema_enums import UNKNOWN
from passkeyctl.sandbox.tenant import Tenant

EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
_APPLICATIONS = MappingProxyType({EXCHANGE: "Office 365 Exchange Online", PORTAL: "Azure Portal"})
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        0: "Other.",
        50076: "Due to a configuration change made by your administrator, or because you moved to a new location, you "
        "must use multi-factor authentication to access the resource.",
        53000: "Device is not in required device state: {state}.",
        53003: "Access has been blocked by Conditional Access policies. The access policy does not allow token "
        "issuance.",
        500121: "Authentication failed during strong authentication request.",
    }
)
_MEMBERS = (
    "id",
    "createdDateTime",
    "userDisplayName",
    "userPrincipalName",
    "userId",
    "appId",
    "appDisplayName",
    "ipAddress",
    "clientAppUsed",
    "correlationId",
    "conditionalAccessStatus",
    "isInteractive",
    "riskDetail",
    "riskLevelAggregated",
    "riskLevelDuringSignIn",
    "riskState",
    "riskEventTypes",
    "riskEventTypes_v2",
    "resourceDisplayName",
    "resourceId",
    "status",
    "deviceDetail",
    "location",
    "appliedConditionalAccessPolicies",
)
_LISTING = Listing("auditLogs/signIns", "signIn", _MEMBERS, OPTIONS, page=PAGE, most=PAGE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one policy came to in one sign-in: `result` is Graph's word."""

    policy_id: str
    name: str
    controls: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """One interactive sign-in; `status` is what Conditional Access came to, `error` zero where it went well."""

    at: datetime
    user_id: str
    outcomes: tuple[Outcome, ...]
    status: str = "success"
    error: int = 0
    application: str = EXCHANGE
    platform: str = "windows"
    address: str = "198.51.100.7"


def record_sign_ins(tenant: Tenant, sign_ins: Iterable[SignIn]) -> None:
    """Add them to the log; what the same policies came to is written once."""
    first = tenant.log.next_number()
    known: dict[tuple[Outcome, ...], str] = {}
    records = []
    for place, each in enumerate(sign_ins):
        if each.outcomes not in known:
            known[each.outcomes] = _kept(tenant, each)
        named = str(uuid.uuid5(uuid.NAMESPACE_OID, f"sandbox sign-in {first + place} {each.user_id}"))
        short: list[JsonValue] = [
            each.user_id,
            known[each.outcomes],
            each.status,
            each.error,
            each.application,
            each.platform,
            each.address,
        ]
        records.append(Record(moment(each.at), named, {"s": short}))
    tenant.log.append(SIGN_INS, records)


def _kept(tenant: Tenant, sign_in: SignIn) -> str:
    applied: list[JsonValue] = [
        {
            "id": each.policy_id,
            "displayName": each.name,
            "enforcedGrantControls": [*each.controls],
            "enforcedSessionControls": [],
            "result": each.result,
        }
        for each in sign_in.outcomes
    ]
    key = hashlib.sha256(json.dumps(applied).encode()).hexdigest()[:16]
    if tenant.log.find(OUTCOMES, key) is None:
        tenant.log.append(OUTCOMES, [Record("", key, {"applied": applied})])
    return key


def list_sign_ins(call: Call, tenant: Tenant) -> Answer:
    need_premium(tenant)
    rendering = _Rendering(tenant, has_new_words=call.wants_unknown_members)
    return answer_log(call, tenant, Journal(SIGN_INS, _LISTING, "createdDateTime", rendering.whole))


class _Rendering:
    """Writes out in full what is kept short; looks up everybody once."""

    def __init__(self, tenant: Tenant, *, has_new_words: bool) -> None:
        self._tenant = tenant
        self._has_new_words = has_new_words
        self._users = {as_text(each["id"]).lower(): each for each in tenant.rows(USERS)}
        self._outcomes: dict[str, JsonValue] = {}

    def whole(self, record: Record) -> JsonObject:
        user_id, outcomes, status, error, application, platform, address = as_list(record.content["s"])
        user = self._users.get(as_text(user_id).lower(), {})
        name = _APPLICATIONS.get(as_text(application))
        return {
            "id": record.id,
            "createdDateTime": f"{record.at[:19]}Z",
            "userDisplayName": user.get("displayName"),
            "userPrincipalName": user.get("userPrincipalName"),
            "userId": user_id,
            "appId": application,
            "appDisplayName": name,
            "ipAddress": address,
            "clientAppUsed": "Browser",
            "correlationId": str(uuid.uuid5(uuid.NAMESPACE_OID, f"correlation {record.id}")),
            "conditionalAccessStatus": status,
            "isInteractive": True,
            "riskDetail": "none",
            "riskLevelAggregated": "none",
            "riskLevelDuringSignIn": "none",
            "riskState": "none",
            "riskEventTypes": [],
            "riskEventTypes_v2": [],
            "resourceDisplayName": name,
            "resourceId": application,
            "status": {"errorCode": error, "failureReason": _reason(error), "additionalDetails": None},
            "deviceDetail": _device(as_text(platform)),
            "location": {"city": None, "state": None, "countryOrRegion": "NO", "geoCoordinates": {}},
            "appliedConditionalAccessPolicies": self._applied(as_text(outcomes)),
        }

    def _applied(self, key: str) -> JsonValue:
        if key not in self._outcomes:
            found = self._tenant.log.find(OUTCOMES, key) or {}
            applied = objects(found.get("applied"))
            self._outcomes[key] = [{**each, "result": self._word(as_text(each["result"]))} for each in applied]
        return self._outcomes[key]

    def _word(self, result: str) -> str:
        """The words of report-only are newer than the enumeration's sentinel: only who asks for them gets them."""
        return result if self._has_new_words or not result.startswith("reportOnly") else UNKNOWN


def _reason(error: JsonValue) -> str:
    return _REASONS.get(error, "Other.") if isinstance(error, int) else "Other."


def _device(platform: str) -> JsonObject:
    return {
        "deviceId": "",
        "displayName": "",
        "operatingSystem": {"windows": "Windows", "iOS": "Ios", "android": "Android"}.get(platform, platform),
        "browser": "Edge",
        "isCompliant": False,
        "isManaged": False,
        "trustType": "",
    }
