"""The files by themselves, as a review: what `validate` judges."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from passkeyctl.assumed import NOTHING_READ, assumed
from passkeyctl.checks.review import Review
from passkeyctl.model.desired import Configuration

if TYPE_CHECKING:
    from passkeyctl.authenticators.status import MdsUpdate


def review_of_files(configuration: Configuration, as_of: date, metadata: MdsUpdate | None = None) -> Review:
    """No tenant, no people: just what the files say. `metadata`: a newer list of authenticators than shipped."""
    found = assumed(configuration)
    return Review(
        configuration,
        NOTHING_READ,
        found.changes,
        unlisted=(),
        drifted=(),
        directory=found.directory,
        emergency=None,
        is_of_files_alone=True,
        as_of=as_of,
        metadata=metadata,
        asserted=found.asserted,
    )
