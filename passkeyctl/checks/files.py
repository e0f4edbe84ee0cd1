"""The files by themselves, as a review: what `validate` judges."""

from __future__ import annotations

from datetime import date

from passkeyctl.assumed import NOTHING_READ, assumed
from passkeyctl.checks.review import Review
from passkeyctl.model.desired import Configuration


def review_of_files(configuration: Configuration, as_of: date) -> Review:
    """No tenant, no people: just what the files say."""
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
        asserted=found.asserted,
    )
