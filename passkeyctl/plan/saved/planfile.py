"""A plan on disk: what was wanted, what would be sent, for which tenant, until when.

The digest finds accidents. What binds an approval is the digest kept somewhere else (`apply --digest`): whoever can
edit the file can also compute a new digest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from passkeyctl.errors import PlanFileRejected
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.saved.plan_document import AGAIN, SavedPlan, check_digest, check_format, digest_of, saved_plan_of

KIND = "passkeyctl plan file"
ALTERED = "the plan file was altered after it was made"
SKEW = timedelta(minutes=5)
"""So much may the clocks of two machines differ."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`created` decides together with how long the plan holds, which the digest covers."""

    created: datetime
    expires: datetime

    def is_over(self, now: datetime) -> bool:
        return now > self.expires


def plan_file_text(
    document: JsonObject, *, plan: JsonObject, shown: JsonValue, now: datetime, lifetime: timedelta
) -> str:
    """`document` is a `plan_document`. The rest is for readers, never for an apply: `plan` as `plan --json` prints it,
    `shown` as `plan` does.
    """
    content = {key: value for key, value in document.items() if key != "digest"}
    whole: JsonObject = {
        "kind": KIND,
        "valid_for_seconds": int(lifetime.total_seconds()),
        **content,
        "shown": shown,
        "plan": plan,
    }
    clock: JsonObject = {"created": now.isoformat(), "expires": (now + lifetime).isoformat()}
    # The kind stands first, so that a file that was cut off is still known for what it was.
    return json.dumps({"kind": KIND, **clock, "digest": digest_of(whole), **whole}, indent=1, ensure_ascii=False) + "\n"


def is_plan_file(text: str) -> bool:
    """YAML configurations never begin with a brace and hold our kind."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and f'"{KIND}"' in text


def load_plan_file(text: str, *, now: datetime) -> SavedPlan:
    """Raises PlanFileRejected where the file is altered, expired or of another version."""
    document = plan_file_document(text)
    check_digest(document)
    lifetime = lifetime_of(document, now)
    if lifetime.is_over(now):
        raise PlanFileRejected(f"the plan file expired at {lifetime.expires:%Y-%m-%d %H:%M} UTC", hint=AGAIN)
    return saved_plan_of(document)


def plan_file_document(text: str) -> JsonObject:
    """Raises PlanFileRejected where this is no plan file, not a whole one, or one of another format."""
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise PlanFileRejected(
            "the plan file is not whole: it can't be read as JSON", hint="get it again, or " + AGAIN
        ) from error
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise PlanFileRejected("this is no plan file", hint="make one with `passkeyctl plan --out FILE`")
    check_format(document)
    return document


def lifetime_of(document: JsonObject, now: datetime) -> Lifetime:
    """Raises PlanFileRejected where the dates contradict each other or lie ahead."""
    created, length = _instant(document.get("created")), document.get("valid_for_seconds")
    if created is None or not isinstance(length, int) or created > now + SKEW:
        raise PlanFileRejected("the plan file's date can't be right", hint="check the clock, or " + AGAIN)
    try:
        expires = created + timedelta(seconds=length)
    except OverflowError:
        expires = None
    if expires is None or _instant(document.get("expires")) != expires:
        raise PlanFileRejected(ALTERED, hint=AGAIN)
    return Lifetime(created, expires)


def _instant(value: JsonValue) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None
