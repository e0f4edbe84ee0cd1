"""A plan on disk: what was wanted, what would be sent, for which tenant, until when.

The digest finds accidents. What binds an approval is the digest kept somewhere else (`apply --digest`): whoever can
edit the file can also compute a new digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from passkeyctl import __version__
from passkeyctl.config.load import load_texts
from passkeyctl.errors import PlanFileRejected, UserFault
from passkeyctl.insight.impact.limits import Limit, Limits
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.plan.catalogue_pin import pin_json
from passkeyctl.plan.operation_json import operations_json
from passkeyctl.plan.plan import Destination, Plan, PlanOptions

KIND = "passkeyctl plan file"
FORMAT = "1.1"
SANDBOX = "sandbox"
CLOCK = ("created", "expires", "digest")
"""The lines that the digest leaves out: itself, and those that depend on the clock."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`operations` are the requests as they were shown; an apply goes on only if a new plan has the same.

    `catalogue` is what names of authenticators were read by.
    """

    configuration: Configuration
    destination: Destination
    options: PlanOptions
    overrides: Mapping[str, str]
    operations: JsonValue
    digest: str
    catalogue: JsonValue = None


def plan_file_text(
    plan: Plan,
    configuration: Configuration,
    options: PlanOptions,
    overrides: Mapping[str, str],
    *,
    shown: JsonObject,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """`shown` is the plan as `plan --json` prints it: for readers, never for an apply."""
    document: JsonObject = {
        "kind": KIND,
        "format_version": FORMAT,
        "tool_version": __version__,
        "valid_for_seconds": int(lifetime.total_seconds()),
        "destination": _destination(plan.destination),
        "options": _options(options),
        "overrides": dict(overrides),
        "catalogue": pin_json(plan.catalogue),
        "files": [
            {"file": each.file, "text": each.text, "builtin": each.builtin, "ranges": each.is_ranges}
            for each in configuration.files
        ],
        "operations": operations_json(plan),
        "plan": shown,
    }
    clock: JsonObject = {"created": now.isoformat(), "expires": (now + lifetime).isoformat()}
    # The kind stands first, so that a file that was cut off is still known for what it was.
    whole = {"kind": KIND, **clock, "digest": digest_of(document), **document}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _options(options: PlanOptions) -> JsonObject:
    limits = {"losing": str(options.limits.losing), "unable": str(options.limits.unable)}
    return {
        "prune": options.prune,
        "compare_beta": options.compare_beta,
        "impact": options.impact,
        "limits": {**limits},
        "prove_equal": options.prove_equal,
    }


def _destination(destination: Destination) -> JsonObject:
    return {
        "endpoint": destination.endpoint,
        "tenant_id": destination.tenant_id,
        "tenant_name": destination.tenant_name,
    }


def digest_of(document: Mapping[str, JsonValue]) -> str:
    """SHA-256 over the document in one spelling, without the lines that depend on the clock."""
    kept = {key: value for key, value in document.items() if key not in CLOCK}
    spelled = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode(errors="surrogatepass")).hexdigest()


def is_plan_file(text: str) -> bool:
    """YAML configurations never begin with a brace and hold our kind."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and f'"{KIND}"' in text


def load_plan_file(text: str, *, now: datetime) -> SavedPlan:
    """Raises PlanFileRejected where the file is altered, expired or of another version."""
    document = _document(text)
    _check_digest(document)
    _check_clock(document, now)
    try:
        return _saved(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise PlanFileRejected("the plan file lacks something it must hold", hint="make the plan again") from error


def _document(text: str) -> JsonObject:
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise PlanFileRejected(
            "the plan file is not whole: it can't be read as JSON", hint="make the plan again"
        ) from error
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise PlanFileRejected("this is no plan file", hint="make one with `passkeyctl plan --out FILE`")
    if document.get("format_version") != FORMAT:
        raise PlanFileRejected(
            f"the plan file has the format `{document.get('format_version')}`, this version reads `{FORMAT}`",
            hint="make the plan again",
        )
    return document


def _check_digest(document: JsonObject) -> None:
    if document.get("digest") != digest_of(document):
        raise PlanFileRejected("the plan file was altered after it was made", hint="make the plan again")


def _check_clock(document: JsonObject, now: datetime) -> None:
    created, lifetime = _instant(document.get("created")), document.get("valid_for_seconds")
    if created is None or not isinstance(lifetime, int) or created > now + timedelta(minutes=5):
        raise PlanFileRejected("the plan file's date can't be right", hint="check the clock, or make the plan again")
    try:
        expires = created + timedelta(seconds=lifetime)
    except OverflowError:
        expires = None
    if expires is None or _instant(document.get("expires")) != expires:
        raise PlanFileRejected("the plan file was altered after it was made", hint="make the plan again")
    if now > expires:
        raise PlanFileRejected(f"the plan file expired at {expires:%Y-%m-%d %H:%M} UTC", hint="make the plan again")


def _instant(value: JsonValue) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def _saved(document: JsonObject) -> SavedPlan:
    destination, options, overrides = document["destination"], document["options"], document["overrides"]
    files = document["files"]
    if not (isinstance(destination, dict) and isinstance(options, dict) and isinstance(overrides, dict)):
        raise TypeError
    if not isinstance(files, list):
        raise TypeError
    return SavedPlan(
        configuration=_configuration(files),
        destination=Destination(
            str(destination["endpoint"]), str(destination["tenant_id"]), str(destination["tenant_name"])
        ),
        options=_read_options(options),
        overrides={code: str(reason) for code, reason in overrides.items()},
        operations=document["operations"],
        digest=str(document["digest"]),
        catalogue=document.get("catalogue"),
    )


def _read_options(options: JsonObject) -> PlanOptions:
    return PlanOptions(
        prune=options["prune"] is True,
        compare_beta=options["compare_beta"] is True,
        impact=options["impact"] is True,
        limits=_limits(options["limits"]),
        prove_equal=options["prove_equal"] is True,
    )


def _limits(written: JsonValue) -> Limits:
    if not isinstance(written, dict):
        raise TypeError
    losing, unable = Limit.parse(str(written["losing"])), Limit.parse(str(written["unable"]))
    if losing is None or unable is None:
        raise TypeError
    return Limits(losing, unable)


def _configuration(files: list[JsonValue]) -> Configuration:
    texts = [
        SourceText(str(each["file"]), str(each["text"]), each["builtin"] is True, each.get("ranges") is True)
        for each in files
        if isinstance(each, dict)
    ]
    loaded = load_texts(texts)
    if loaded.configuration is None:
        raise UserFault(loaded.diagnostics)
    return loaded.configuration


def check_endpoint(saved: SavedPlan, label: str) -> None:
    """Before anything is opened: a plan of the sandbox sends nothing to a tenant, not even a question."""
    made_at = saved.destination.endpoint
    if made_at != label:
        raise PlanFileRejected(
            f"the plan was made for `{saved.destination.tenant_name}` at `{made_at}`, this is `{label}`",
            hint="add --tenant sandbox"
            if made_at == SANDBOX
            else "apply it where it was made, or make a new plan here",
        )


def check_destination(saved: SavedPlan, now: Destination) -> None:
    if (saved.destination.endpoint, saved.destination.tenant_id) != (now.endpoint, now.tenant_id):
        raise PlanFileRejected(
            f"the plan was made for `{saved.destination.tenant_name}` (`{saved.destination.tenant_id}`), "
            f"this is `{now.tenant_name}` (`{now.tenant_id}`)",
            hint="apply it where it was made, or make a new plan here",
        )


def check_same(saved: SavedPlan, plan: Plan) -> None:
    """The plan that was reviewed is the plan that is applied, or nothing is."""
    check_destination(saved, plan.destination)
    if saved.operations != json.loads(json.dumps(operations_json(plan))):
        what = _other_catalogue(saved, plan) or "the tenant, or the catalogue, has changed"
        raise PlanFileRejected(
            f"{what} since the plan was made: it would send other requests now",
            hint="make a new plan and look at it",
        )


def _other_catalogue(saved: SavedPlan, plan: Plan) -> str:
    """Empty where both were made by the same one, so that it can't be the reason."""
    made_by = saved.catalogue.get("date") if isinstance(saved.catalogue, dict) else None
    if made_by is None or plan.catalogue is None or made_by == plan.catalogue.date:
        return ""
    return f"the catalogue of authenticators has changed (from {made_by} to {plan.catalogue.date})"
