"""What the parsers of all sections share: the aliases of the files, and where faults are collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from passkeyctl.config.models import Models
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Managed, SourceText
from passkeyctl.model.reference import Reference


class Context(NamedTuple):
    found: list[Diagnostic]
    groups: Mapping[str, Reference]
    models: Models
    manage: Mapping[str, Managed]
    range_files: Mapping[str, SourceText]
