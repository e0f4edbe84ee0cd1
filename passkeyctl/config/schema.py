"""The language as data: every key of a document, its shape and one sentence about it."""

from __future__ import annotations

from passkeyctl.config.schema_assertions import ASSERT
from passkeyctl.config.schema_entries import (
    AUTHENTICATOR_ALIASES,
    EMERGENCY,
    GROUPS,
    MANAGE,
    REQUIRES,
    TENANT,
    TEXT,
    TEXTS,
)
from passkeyctl.config.schema_expectations import EXPECT
from passkeyctl.config.schema_limits import LIMITS
from passkeyctl.config.schema_locations import CONTEXTS, LOCATIONS
from passkeyctl.config.schema_methods import CAMPAIGN, TEMPORARY_ACCESS_PASS
from passkeyctl.config.schema_passkeys import PASSKEYS
from passkeyctl.config.schema_policies import POLICIES
from passkeyctl.config.schema_rollout import ROLLOUT
from passkeyctl.config.schema_strengths import STRENGTHS
from passkeyctl.config.schema_waivers import WAIVERS
from passkeyctl.config.shape import Aside, Choice, Key, Record, Text

API_VERSION = "passkeyctl/v1"

DOCUMENT = Record(
    (
        Key("apiVersion", Choice((API_VERSION,)), "Marks a document of passkeyctl.", API_VERSION, True, is_fixed=True),
        Key(
            "kind",
            Choice(("Tenant", "Baseline", "PolicyTest")),
            "`Tenant` unless written; a `Baseline` is for many tenants, whose files extend it; or `PolicyTest`.",
            "Tenant",
            is_fixed=True,
        ),
        Key("version", TEXT, "The version of a baseline, for people.", "2026.11", is_fixed=True),
        Key("tenant", TENANT, "The tenant these files are for.", is_fixed=True),
        Key("extends", TEXT, "The baseline of this file, or `builtin:NAME`.", "../baseline.yaml", is_fixed=True),
        Key(
            "include",
            TEXTS,
            "Further files, relative to this one, or `builtin:NAME`.",
            ["authenticators.yaml"],
            is_fixed=True,
        ),
        Key(
            "catalogue",
            Text("[0-9]{4}-[0-9]{2}", 'a month such as `"2026-11"`'),
            "The month of the authenticator catalogue to use, so that an upgrade changes no plan.",
            "2026-11",
        ),
        Key("variables", Aside.VARIABLES, "Variables with their types and defaults, or their values for this tenant."),
        Key("requires", REQUIRES, "What must hold in the tenant before anything is changed there."),
        Key("limits", LIMITS, "How much one plan may change before somebody has to say that it is meant."),
        Key("manage", MANAGE, "What an apply may touch; without it, what the files list."),
        Key("groups", GROUPS, "Short names for groups of the directory."),
        Key("emergencyAccess", EMERGENCY, "The emergency access accounts, which every policy must leave out."),
        Key("authenticators", AUTHENTICATOR_ALIASES, "House aliases for models, on top of the shipped catalogue."),
        Key("passkeys", PASSKEYS, "*Passkey (FIDO2)* in the authentication methods."),
        Key("temporaryAccessPass", TEMPORARY_ACCESS_PASS, "*Temporary Access Pass* in the authentication methods."),
        Key("registrationCampaign", CAMPAIGN, "*Registration campaign* in the authentication methods."),
        Key("authenticationStrengths", STRENGTHS, "Authentication strengths by local id."),
        Key("namedLocations", LOCATIONS, "Named locations by local id."),
        Key("authenticationContexts", CONTEXTS, "Authentication contexts by their id, `c1` to `c99`."),
        Key("conditionalAccess", POLICIES, "Conditional Access policies by local id."),
        Key("rollout", ROLLOUT, "Stages from a pilot to everybody, and what must hold before each is entered."),
        Key("assert", ASSERT, "What must hold for people, whatever the settings are that bring it about."),
        Key("waivers", WAIVERS, "Findings that are let pass: why, on whose word, and until when."),
        Key("expect", EXPECT, "Facts about the tenant that are checked and never changed."),
        Key("overlay", Aside.OVERLAY, "What differs from the baseline; `!append` and `!remove` change its lists."),
    ),
    instead=dict.fromkeys(("tests", "personas"), "policy tests stand in a document of their own: `kind: PolicyTest`"),
)
