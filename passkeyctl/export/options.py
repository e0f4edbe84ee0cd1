"""What an export is asked for, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.identity import exact
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import RefKind

SECTIONS = (
    "passkeys",
    "temporaryAccessPass",
    "registrationCampaign",
    "authenticationStrengths",
    "namedLocations",
    "authenticationContexts",
    "conditionalAccess",
)
"""In the order of the language."""

NAMED_SECTIONS = frozenset(SECTIONS[3:])
"""Sections of objects that `--name` and `--prefix` choose from."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """`path` is relative to the folder of the export, with forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ExportNames:
    """What the directory says about the ids of a state.

    `directory.found` holds an answer for each name that may be written. `unread` are kinds that could not be asked
    about: an id of theirs without a name is not known to be gone. `hints` are names by id that somebody else wrote
    beside them: good for a comment only. Of another tool's export, `made` are ids that were made for names without
    one, and `placeholders` what stood where an id belongs, by an id made for it.
    """

    directory: Directory = field(default_factory=Directory)
    unread: frozenset[RefKind] = frozenset()
    hints: Mapping[str, str] = field(default_factory=dict)
    made: frozenset[tuple[RefKind, str]] = frozenset()
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportedTenant:
    """Which tenant it is; a state from another tool's files may not say."""

    id: str = ""
    domain: str = ""
    name: str = ""
    cloud: str = ""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`file` is the name of the one file, and `is_split` makes one for each section instead.

    `has_files` is False where there is only one output and no folder beside it: then long lists stay inline.
    `not_read` maps a section to why it could not be read. `variables_for_unknown` turns ids that the directory does
    not have into variables. `as_profiles`: the files opt a tenant in to passkey profiles that has not done so.
    """

    catalogue: Catalogue
    tenant: ExportedTenant = ExportedTenant()
    only: frozenset[str] = frozenset()
    name: str = ""
    prefix: str = ""
    is_pinned: bool = False
    is_split: bool = False
    file: str = "tenant.yaml"
    has_files: bool = True
    variables_for_unknown: bool = False
    not_read: Mapping[str, str] = field(default_factory=dict)
    as_profiles: bool = False

    def wants(self, section: str) -> bool:
        """Without names there is nothing to choose by: such a section then comes only if it is asked for."""
        if self.only:
            return section in self.only
        return section in NAMED_SECTIONS or not (self.name or self.prefix)

    def wants_object(self, name: str) -> bool:
        composed = exact(name)
        return composed.startswith(exact(self.prefix)) and (not self.name or fnmatchcase(composed, exact(self.name)))
