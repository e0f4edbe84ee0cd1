"""The language as data: every key of a document, its shape and one sentence about it."""

from __future__ import annotations

from passkeyctl.config.schema_entries import AUTHENTICATOR_ALIASES, EMERGENCY, GROUPS, MANAGE, TENANT, TEXTS
from passkeyctl.config.schema_locations import CONTEXTS, LOCATIONS
from passkeyctl.config.schema_methods import CAMPAIGN, TEMPORARY_ACCESS_PASS
from passkeyctl.config.schema_passkeys import PASSKEYS
from passkeyctl.config.schema_policies import POLICIES
from passkeyctl.config.schema_strengths import STRENGTHS
from passkeyctl.config.shape import Choice, Key, Record, Text

API_VERSION = "passkeyctl/v1"

LATER_SECTIONS = (
    "variables",
    "overlay",
    "extends",
    "rollout",
    "expect",
    "assert",
    "waivers",
    "requires",
    "version",
)

DOCUMENT = Record(
    (
        Key("apiVersion", Choice((API_VERSION,)), "Marks a document of passkeyctl.", API_VERSION, is_required=True),
        Key(
            "kind",
            Choice(("Tenant",), later=("Baseline",)),
            "The kind of document; `Tenant` is the only one of this version.",
            "Tenant",
        ),
        Key("include", TEXTS, "Further files, relative to this one, or `builtin:NAME`.", ["authenticators.yaml"]),
        Key(
            "catalogue",
            Text("[0-9]{4}-[0-9]{2}", 'a month such as `"2026-11"`'),
            "The month of the authenticator catalogue to use, so that an upgrade changes no plan.",
            "2026-11",
        ),
        Key("tenant", TENANT, "The tenant these files are for."),
        Key("manage", MANAGE, "What an apply may touch; without it, what the files list."),
        Key("groups", GROUPS, "Short names for groups of the directory."),
        Key("authenticators", AUTHENTICATOR_ALIASES, "House aliases for models, on top of the shipped catalogue."),
        Key("emergencyAccess", EMERGENCY, "The emergency access accounts, which every policy must leave out."),
        Key("passkeys", PASSKEYS, "*Passkey (FIDO2)* in the authentication methods."),
        Key("temporaryAccessPass", TEMPORARY_ACCESS_PASS, "*Temporary Access Pass* in the authentication methods."),
        Key("registrationCampaign", CAMPAIGN, "*Registration campaign* in the authentication methods."),
        Key("authenticationStrengths", STRENGTHS, "Authentication strengths by local id."),
        Key("namedLocations", LOCATIONS, "Named locations by local id."),
        Key("authenticationContexts", CONTEXTS, "Authentication contexts by their id, `c1` to `c99`."),
        Key("conditionalAccess", POLICIES, "Conditional Access policies by local id."),
    ),
    later=LATER_SECTIONS,
)
