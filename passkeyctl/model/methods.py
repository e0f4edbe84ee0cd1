"""Temporary Access Pass and the registration campaign: the two other parts of the authentication methods policy."""

from __future__ import annotations

from passkeyctl.model.fields import NOBODY, Field, Shape
from passkeyctl.model.reference import RefKind

EVERYONE_WORD = "everyone"
"""In a list of groups: all users (`all_users` in Graph)."""

CAMPAIGN_METHODS = ("fido2", "microsoftAuthenticator")

TEMPORARY_ACCESS_PASS_FIELDS: tuple[Field, ...] = (
    Field("state", Shape.CHOICE, "disabled", ("enabled", "disabled")),
    Field("targets", Shape.REFERENCES, NOBODY, (EVERYONE_WORD,), RefKind.GROUP),
    Field("targets.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER),
    Field("exclude", Shape.REFERENCES, NOBODY, refers_to=RefKind.GROUP),
    Field("exclude.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER),
    Field("oneTimeUse", Shape.FLAG, False),
    Field("defaultLifetime", Shape.MINUTES, 60),
    Field("minimumLifetime", Shape.MINUTES, 60),
    Field("maximumLifetime", Shape.MINUTES, 480),
    Field("length", Shape.NUMBER, 8),
)

CAMPAIGN_FIELDS: tuple[Field, ...] = (
    Field("state", Shape.CHOICE, "microsoftManaged", ("enabled", "disabled", "microsoftManaged")),
    Field("method", Shape.CHOICE, "microsoftAuthenticator", CAMPAIGN_METHODS),
    # Nobody has to ask for everyone: that row is there from the beginning.
    Field(
        "include",
        Shape.REFERENCES,
        NOBODY,
        (EVERYONE_WORD,),
        RefKind.GROUP,
        untouched=(frozenset({EVERYONE_WORD}),),
    ),
    Field("include.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER),
    Field("exclude", Shape.REFERENCES, NOBODY, refers_to=RefKind.GROUP),
    Field("exclude.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER),
    Field("snoozeDays", Shape.NUMBER, 1),
    # Only beta has it; None: not read, because no file asks for it (docs/graph-facts.md, "Registration campaign").
    Field("limitSnoozes", Shape.FLAG, None),
)

MANAGED_BY_MICROSOFT = ("method", "snoozeDays", "limitSnoozes")
"""What Microsoft moves on its own while the campaign's state is `microsoftManaged`: not compared then."""

BETA_ONLY = ("limitSnoozes",)
"""Members of the campaign that v1.0 does not have."""
