"""What people read for each status and each reason."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.insight.readiness.readiness import Because, Scope, Status
from passkeyctl.model.people import Knowledge
from passkeyctl.render.naming import quoted

TITLES = {
    Status.READY: "ready",
    Status.CAN_REGISTER: "can register now",
    Status.NEEDS_PASS: "needs a Temporary Access Pass",
    Status.NEEDS_KEY: "needs another device or key",
    Status.BLOCKED: "blocked by configuration",
    Status.UNKNOWN: "unknown",
}
NEXT = {
    Status.READY: "nothing to do",
    Status.CAN_REGISTER: "ask them to register: https://aka.ms/mysecurityinfo, or a registration campaign",
    Status.NEEDS_PASS: "give each a Temporary Access Pass, and let them register while it lasts",
    Status.NEEDS_KEY: "give each a device or key that a profile of theirs admits, or admit the one that they have",
    Status.BLOCKED: "change the setting that the reason names, then look again",
    Status.UNKNOWN: "see the reasons: what could not be read is under `Not known`",
}
READY_MEANS = {
    Scope.TENANT: "a passkey that is accepted, Windows Hello for Business or a Mac's Secure Enclave key",
    Scope.GROUP: "a passkey that is accepted, Windows Hello for Business or a Mac's Secure Enclave key",
}
REASONS = {
    "acceptedPasskey": "a passkey that a profile accepts",
    "platformKey": "Windows Hello for Business or a Mac's Secure Enclave key",
    "satisfiesPolicy": "what they have registered satisfies the policy",
    "provesWithMethod": "a profile reaches them, and they have a method to prove who they are with",
    "provesByPhoneOnly": "a profile reaches them, and they can prove who they are by phone only",
    "noMethod": "no method to prove who they are with when they register",
    "passOnRecord": "nothing but a pass on record, which may have run out",
    "methodNotEnough": "{} does not take the methods that they have when they register",
    "passkeyRefused": "the passkey that they hold is accepted by no profile of theirs",
    "passkeyNotInPolicy": "the passkey that they hold does not satisfy the policy",
    "needsPassToo": "no method besides: to register another they need a Temporary Access Pass",
    "methodOff": "passkeys are switched off",
    "excluded": "passkeys exclude {}",
    "guest": "guests can't register passkeys here",
    "noProfile": "no passkey profile reaches them",
    "selfServiceOff": "nobody may set up a passkey themselves: `allowSelfServiceSetup` is off",
    "nothingAdmitted": "the profiles that reach them admit no passkey",
    "nothingAdmittedCounts": "no profile that reaches them admits a passkey that satisfies the policy",
    "passkeyNotEnough": "a passkey does not satisfy the policy",
    "passOff": "Temporary Access Pass, which would help them, is switched off",
    "passOutside": "Temporary Access Pass, which would help them, is not for them",
    "registeringRefused": "{} does not let them register, with a Temporary Access Pass either",
    "perhapsNotMeant": "whether they are among those asked about could not be told",
    "hangsOnNesting": "hangs on whether nested groups count, which Microsoft does not say",
    "notReported": "the report of registered methods says nothing of them",
    "keysUnread": "which passkeys they hold was not read",
    "passkeysUnread": "the passkey policy was not read whole",
    "groupUnread": "who is in {} was not read",
    "passUnread": "whom Temporary Access Pass is for was not read",
    "methodNotKnown": "this version does not know the method {}, which they registered",
    "registeringUnsure": "what {} asks when they register does not show in what is registered",
    "registeringDepends": "{} may stop them, which hangs on where and how they register",
    "fromElsewhere": "they come from another tenant, and what they have there is not read",
    "requirementUnsure": "part of what the policy asks does not show in what is registered",
    "other": "more than one of the things above at once",
}
PARTS = {
    Knowledge.REGISTRATIONS: "registered methods",
    Knowledge.MEMBERS: "members of groups",
    Knowledge.ROLES: "role holders",
    Knowledge.ELIGIBILITIES: "eligible role holders",
    Knowledge.PASSKEYS: "registered passkeys",
}
PART_OF = {Knowledge.MEMBERS: "members"}
"""Of one group or person, where the word differs."""


def reason_text(because: Because, names: Mapping[str, str]) -> str:
    """`names` are those of groups; a policy and a method stand by their own."""
    return REASONS[because.word].replace("{}", quoted(names.get(because.subject, because.subject)))
