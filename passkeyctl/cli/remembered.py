"""The settings of a tenant as they were last read, kept on this machine: what `who --offline` judges by.

One file for each tenant, beside what is known about its people and readable by its owner only: a line with what it is,
and a line with Graph's own JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from passkeyctl.cli.places import state_folder
from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.wire import contexts, locations, methods, passkeys, policies, strengths

KIND, FORMAT = "passkeyctl settings", "1.0"
WHAT = "settings"
ENDING = ".settings.json"
AGAIN = "read it with `passkeyctl who` and the files, without --offline"
READ: Mapping[Kind, Callable[[JsonObject], LiveObject]] = {
    Kind.STRENGTH: strengths.read,
    Kind.LOCATION: locations.read,
    Kind.CONTEXT: contexts.read,
    Kind.POLICY: policies.read,
    Kind.TEMPORARY_ACCESS_PASS: methods.read_temporary_access_pass,
    Kind.CAMPAIGN: lambda original: methods.read_campaign(original, None),
}
"""The kinds that are read back one by one; those of the passkey policy are all in one document."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A reading of a tenant; `domains` are what its files call it."""

    read_at: datetime
    destination: Destination
    domains: tuple[str, ...]
    prior: PriorState
    directory: Directory


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is there, and what its first line says."""

    path: Path
    read_at: datetime
    destination: Destination
    domains: tuple[str, ...]

    def is_of(self, tenant: str) -> bool:
        return tenant.lower() in (self.destination.tenant_id.lower(), *(each.lower() for each in self.domains))


def keep(settings: Settings, census: Path) -> None:
    """Beside the census of the same tenant."""
    from passkeyctl.cli.atomic import replace_file
    from passkeyctl.cli.kept import remember

    path = census.with_suffix(ENDING)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    where = settings.destination
    head: JsonObject = {
        "kind": KIND,
        "format_version": FORMAT,
        "read_at": settings.read_at.isoformat(),
        "endpoint": where.endpoint,
        "tenant_id": where.tenant_id,
        "tenant_name": where.tenant_name,
        "domains": [*settings.domains],
    }
    replace_file(path, f"{json.dumps(head)}\n{json.dumps(_body(settings))}\n")
    remember(path, WHAT, where.tenant_id, *settings.domains)


def _body(settings: Settings) -> JsonObject:
    prior, directory = settings.prior, settings.directory
    return {
        "fido2": dict(prior.fido2),
        "objects": {kind.value: [each.original for each in prior.of(kind)] for kind in READ},
        "unread_policies": [[id, name] for id, name in prior.unread_policies],
        "unread_kinds": [each.value for each in sorted(prior.unread_kinds)],
        "names": [[kind.value, id, name] for (kind, id), name in sorted(directory.names.items())],
        "found": [
            {
                "reference": [each.kind.value, each.written, each.name, each.id],
                "candidates": [[one.id, one.name, one.detail, one.is_security_group] for one in candidates],
            }
            for each, candidates in directory.found.items()
        ],
    }


def found_settings() -> Iterator[Found]:
    """Every tenant of which settings are kept, by place. A file that can't be understood is none."""
    for path in sorted((state_folder() / "people").glob(f"*{ENDING}")):
        try:
            with path.open(encoding="utf-8") as stream:
                head = json.loads(stream.readline())
            yield _found(path, head)
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _found(path: Path, head: JsonObject) -> Found:
    if head["kind"] != KIND or head["format_version"] != FORMAT:
        raise ValueError(path)
    where = Destination(str(head["endpoint"]), str(head["tenant_id"]), str(head["tenant_name"]))
    domains = head["domains"]
    named = tuple(str(each) for each in domains) if isinstance(domains, list) else ()
    return Found(path, datetime.fromisoformat(str(head["read_at"])), where, named)


def recall(found: Found) -> Settings:
    try:
        body = json.loads(found.path.read_text(encoding="utf-8").split("\n")[1])
        return Settings(found.read_at, found.destination, found.domains, _prior(body), _directory(body))
    except (OSError, LookupError, TypeError, ValueError) as fault:
        raise PasskeyctlError(f"`{found.path}` can't be read: it is damaged, or not whole", hint=AGAIN) from fault


def _prior(body: JsonObject) -> PriorState:
    fido2, kept = body["fido2"], body["objects"]
    if not isinstance(fido2, dict) or not isinstance(kept, dict):
        raise TypeError("settings")
    unread = frozenset(Kind(each) for each in _rows(body["unread_kinds"]))
    objects = [*(passkeys.read(fido2) if fido2 else ())]
    for kind, read in READ.items():
        objects += [read(each) for each in _rows(kept[kind.value])]
    policies_unread = tuple((str(id), str(name)) for id, name in _rows(body["unread_policies"]))
    return PriorState(tuple(objects), passkeys.has_profiles(fido2), fido2, policies_unread, unread)


def _directory(body: JsonObject) -> Directory:
    names = {(RefKind(kind), str(id)): str(name) for kind, id, name in _rows(body["names"])}
    found: dict[Reference, tuple[DirectoryObject, ...]] = {}
    for each in _rows(body["found"]):
        kind, written, name, id = each["reference"]
        reference = Reference(RefKind(kind), written, name, id)
        found[reference] = tuple(DirectoryObject(RefKind(kind), *one) for one in each["candidates"])
    return Directory(found, names)


def _rows(value: object) -> list:  # type: ignore[type-arg]  # what is in them is looked at one by one, and a fault said
    if not isinstance(value, list):
        raise TypeError("settings")
    return value
