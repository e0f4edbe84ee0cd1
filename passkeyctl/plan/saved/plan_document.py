"""What a plan file and a journal hold of a plan: what was wanted, what was read, what would be sent.

The same plan gives the same document: nothing in it depends on the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from passkeyctl import __version__
from passkeyctl.config.load import load_texts
from passkeyctl.errors import PlanFileRejected, UserFault
from passkeyctl.insight.impact.limits import Limit, WantedLimits
from passkeyctl.json_types import JsonObject, JsonValue, list_in, object_in
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.reference import RefKind
from passkeyctl.model.rollout import GATE_CODES
from passkeyctl.plan.operation import Gone, Operation, Present
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.plan.record.operation_json import kept_operations, operation_of
from passkeyctl.plan.saved.catalogue_pin import pin_json
from passkeyctl.plan.saved.read_objects import ReadObject, digest_of_text, object_of, objects_json, read_objects
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.wire.moment import moment_json

FORMAT = "2.1"
CLOCK = ("created", "expires", "digest")
"""The lines that the digest leaves out: itself, and those that depend on the clock."""

CLOUDS = frozenset({"global", "usgov", "dod", "china"})
"""Endpoints that are clouds of Microsoft's; a URL, the sandbox and a snapshot are none."""

AGAIN = "make the plan again: `passkeyctl plan --out FILE`"


@dataclass(frozen=True, slots=True)
class Touch:
    """An object that the plan writes and whose id is known: these fields of it, or None where it is to be deleted."""

    kind: Kind
    id: str
    address: Address
    paths: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`operations` are the requests as they were shown, to be compared with those of a new plan and never to be sent.

    `catalogue` is what names of authenticators were read by. `before` are the objects in `touches` as Graph gave them
    (`wire.moment`), `objects` is everything that was read. `shown` and `plan` are what a plan file tells its readers;
    a journal tells none. `names` are those of ids that the tenant knew, by kind. `stages` are those of the roll-out
    whose settings the plan has; None where the files have none.
    """

    configuration: Configuration
    destination: Destination
    options: PlanOptions
    overrides: Mapping[str, str]
    operations: tuple[Operation, ...]
    digest: str
    catalogue: JsonValue
    before: JsonObject
    touches: tuple[Touch, ...]
    objects: tuple[ReadObject, ...]
    tool_version: str
    names: Mapping[tuple[RefKind, str], str]
    shown: JsonValue = None
    plan: JsonValue = None
    stages: tuple[str, ...] | None = None

    @property
    def reasons(self) -> Mapping[str, str]:
        """Those of all overrides, of findings and of gates."""
        return {**self.overrides, **self.options.gate_overrides}


def plan_document(
    plan: Plan, configuration: Configuration, options: PlanOptions, overrides: Mapping[str, str]
) -> JsonObject:
    """With its own digest; a plan file holds more, and has another."""
    files = [_file(each) for each in configuration.files]
    objects = objects_json(read_objects(plan.prior))
    catalogue = pin_json(plan.catalogue)
    document: JsonObject = {
        "format_version": FORMAT,
        "tool_version": __version__,
        "destination": _destination(plan.destination),
        "options": _options(options),
        "overrides": dict(sorted({**overrides, **options.gate_overrides}.items())),
        "stages": [*plan.ladder.included] if plan.ladder is not None else None,
        "digests": {
            "files": _digest_of_files(files),
            "catalogue": plan.catalogue.digest if plan.catalogue is not None else None,
            "objects": digest_of_text(json.dumps(objects, sort_keys=True)),
        },
        "catalogue": catalogue,
        "files": [*files],
        "operations": kept_operations(plan.operations),
        "touches": [_touch_json(each) for each in touches_of(plan)],
        "before": moment_json(plan.prior, touched_ids(plan)),
        "objects": objects,
        "names": _names(plan),
    }
    return {"digest": digest_of(document), **document}


def digest_of(document: Mapping[str, JsonValue]) -> str:
    """SHA-256 over the document in one spelling, without the lines that depend on the clock."""
    kept = {key: value for key, value in document.items() if key not in CLOCK}
    spelled = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode(errors="surrogatepass")).hexdigest()


def touched_ids(plan: Plan) -> frozenset[Key]:
    """What is there and is written: what changes, and what a request writes on the way there."""
    changed = {(each.address.kind, each.id) for each in plan.changes if each.action is not Action.NO_OP}
    written = {
        (each.kind, each.id)
        if isinstance(each, Present | Gone)
        else (Kind.PASSKEYS, Kind.PASSKEYS.value)  # any part of the FIDO2 configuration stands for all of it
        for operation in plan.operations
        for each in operation.expects
    }
    return frozenset((kind, id) for kind, id in changed | written if not isinstance(id, PendingId))


def touches_of(plan: Plan) -> Iterator[Touch]:
    for each in plan.changes:
        if each.action is not Action.NO_OP and not isinstance(each.id, PendingId):
            paths = tuple(change.path for change in each.changes) if each.planned is not None else None
            yield Touch(each.address.kind, each.id, each.address, paths)


def _touch_json(touch: Touch) -> JsonObject:
    paths: JsonValue = [*touch.paths] if touch.paths is not None else None
    return {"kind": touch.kind.value, "id": touch.id, "address": str(touch.address), "paths": paths}


def _names(plan: Plan) -> JsonObject:
    """What the tenant calls the ids that files and plan mention, by kind: for readers, who know no ids."""
    found: dict[str, dict[str, JsonValue]] = {}
    for (kind, id), name in sorted(plan.directory.names.items()):
        found.setdefault(kind.value, {})[id] = name
    return {kind: {**named} for kind, named in found.items()}


def _file(source: SourceText) -> JsonObject:
    return {
        "file": source.file,
        "digest": digest_of_text(source.text),
        "builtin": source.builtin,
        "ranges": source.is_ranges,
        "text": source.text,
    }


def _digest_of_files(files: list[JsonObject]) -> str:
    return digest_of_text("\n".join(f"{each['digest']} {each['file']}" for each in files))


def _options(options: PlanOptions) -> JsonObject:
    losing, unable = options.limits.losing, options.limits.unable
    limits = {"losing": str(losing) if losing else None, "unable": str(unable) if unable else None}
    return {
        "prune": options.prune,
        "compare_beta": options.compare_beta,
        "impact": options.impact,
        "limits": {**limits},
        "prove_equal": options.prove_equal,
        "stage": options.stage,
    }


def _destination(destination: Destination) -> JsonObject:
    return {
        "endpoint": destination.endpoint,
        "cloud": destination.endpoint if destination.endpoint in CLOUDS else None,
        "tenant_id": destination.tenant_id,
        "tenant_name": destination.tenant_name,
    }


def saved_plan_of(document: JsonObject) -> SavedPlan:
    """Whenever it was made: a journal is taken up again however old its plan is.

    Raises PlanFileRejected where it is altered, lacks something, or is of a format that this version does not read.
    """
    check_format(document)
    check_digest(document)
    return unchecked_plan_of(document)


def unchecked_plan_of(document: JsonObject) -> SavedPlan:
    """Whether its digest holds or not: to be looked at, never to be applied."""
    check_format(document)
    try:
        return _saved(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PlanFileRejected("the plan file lacks something it must hold", hint=AGAIN) from error


def check_format(document: JsonObject) -> None:
    """A greater second number adds what an earlier version may leave aside; another first one is another language."""
    version = document.get("format_version")
    if not isinstance(version, str) or version.partition(".")[0] != FORMAT.partition(".")[0]:
        raise PlanFileRejected(
            f"the plan file has the format `{version}`, this version of passkeyctl ({__version__}) reads `{FORMAT}`",
            hint=AGAIN,
        )


def check_digest(document: JsonObject) -> None:
    if document.get("digest") != digest_of(document):
        raise PlanFileRejected("the plan file was altered after it was made", hint=AGAIN)


def _saved(document: JsonObject) -> SavedPlan:
    place = object_in(document["destination"])
    overrides, past_gates = _read_overrides(object_in(document["overrides"]))
    options = replace(_read_options(object_in(document["options"])), gate_overrides=past_gates)
    return SavedPlan(
        configuration=_configuration(list_in(document["files"]), options.stage),
        destination=Destination(str(place["endpoint"]), str(place["tenant_id"]), str(place["tenant_name"])),
        options=options,
        overrides=overrides,
        operations=tuple(map(operation_of, list_in(document["operations"]))),
        digest=str(document["digest"]),
        catalogue=document["catalogue"],
        before=object_in(document["before"]),
        touches=tuple(_touch(object_in(each)) for each in list_in(document["touches"])),
        objects=tuple(object_of(object_in(each)) for each in list_in(document["objects"])),
        tool_version=str(document["tool_version"]),
        names=dict(_read_names(object_in(document["names"]))),
        shown=document.get("shown"),
        plan=document.get("plan"),
        stages=_read_stages(document.get("stages")),
    )


def _read_overrides(kept: JsonObject) -> tuple[dict[str, str], dict[str, str]]:
    """Those of findings, and those that let a stage in past a gate."""
    reasons = {code: str(reason) for code, reason in kept.items()}
    gates = {code: reason for code, reason in reasons.items() if code in GATE_CODES}
    return {code: reason for code, reason in reasons.items() if code not in gates}, gates


def _read_stages(kept: JsonValue) -> tuple[str, ...] | None:
    return None if kept is None else tuple(str(each) for each in list_in(kept))


def _read_names(kept: JsonObject) -> Iterator[tuple[tuple[RefKind, str], str]]:
    for kind, listed in kept.items():
        yield from (((RefKind(kind), id), str(name)) for id, name in object_in(listed).items())


def _touch(line: JsonObject) -> Touch:
    paths = line["paths"]
    listed = None if paths is None else tuple(str(each) for each in list_in(paths))
    return Touch(Kind(str(line["kind"])), str(line["id"]), Address.parse(str(line["address"])), listed)


def _read_options(options: JsonObject) -> PlanOptions:
    return PlanOptions(
        prune=options["prune"] is True,
        compare_beta=options["compare_beta"] is True,
        impact=options["impact"] is True,
        limits=_limits(object_in(options["limits"])),
        prove_equal=options["prove_equal"] is True,
        stage=str(options.get("stage", "")),
    )


def _limits(written: JsonObject) -> WantedLimits:
    return WantedLimits(_limit(written["losing"]), _limit(written["unable"]))


def _limit(written: JsonValue) -> Limit | None:
    found = Limit.parse(written) if isinstance(written, str) else None
    if written is not None and found is None:
        raise TypeError(written)
    return found


def _configuration(files: list[JsonValue], stage: str) -> Configuration:
    texts = [
        SourceText(str(each["file"]), str(each["text"]), each["builtin"] is True, each["ranges"] is True)
        for each in map(object_in, files)
    ]
    loaded = load_texts(texts, stage)
    if loaded.configuration is None:
        raise UserFault(loaded.diagnostics)
    return loaded.configuration
