"""Every rule; numbers are never changed and never used again."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.rules.rule import Mode, Rule

E, W, N = "error", "warning", "notice"
FILES, TENANT, BOTH = Mode.FILES, Mode.TENANT, Mode.BOTH
PROMISE = True

RULES: tuple[Rule, ...] = (
    Rule("PRF101", "Attestation where synced passkeys are admitted", (E, W), BOTH, PROMISE),
    Rule("PRF102", "A target without a profile, or with one that is not there", (E, W), BOTH, PROMISE),
    Rule("PRF103", "A profile is deleted while something targets it", (E,), BOTH, PROMISE),
    Rule("PRF104", "Many profiles, or a passkey policy near its size limit", (W,), BOTH),
    Rule("PRF105", "Several profiles together admit more than the strictest", (E, W), BOTH),
    Rule("PRF106", "An excluded group takes passkeys from people who are to have them", (E,), BOTH),
    Rule("PRF107", "Attestation with Microsoft Authenticator: no set-up from another device", (W,), FILES),
    Rule("PRF108", "Attestation with Windows Hello", (E,), FILES),
    Rule("PRF109", "An open device-bound profile admits Windows Hello", (W,), FILES),
    Rule("PRF110", "Registered passkeys stop signing in", (E, W, N), TENANT),
    Rule("PRF111", "Opting in to passkey profiles", (E,), TENANT),
    Rule("PRF112", "The plan was to change nobody's access", (E,), TENANT),
    Rule("AAG201", "An AAGUID that is none", (E, W), BOTH, PROMISE),
    Rule("AAG202", "A name that stands for no authenticator, or an empty list", (E, W), BOTH, PROMISE),
    Rule("AAG203", "An AAGUID that no catalogue has", (E, W), FILES),
    Rule("AAG204", "Part of a family that belongs together", (E, W), FILES),
    Rule("AAG205", "An authenticator of the other class than the profile admits", (W,), FILES),
    Rule("AAG206", "Attestation with a model that Entra can't attest", (E, W), FILES),
    Rule("AAG207", "A model that is revoked, uncertified, a preview or a test record", (W,), FILES),
    Rule("AAG208", "A list of models without attestation, for privileged roles", (W,), BOTH),
    Rule("AAG209", "A sibling of a listed model is missing", (W, N), BOTH),
    Rule("STR301", "A strength asks for models that no profile admits", (E, W), BOTH, PROMISE),
    Rule("STR302", "Privileged roles rely on a strength that synced passkeys satisfy", (W,), BOTH),
    Rule("STR303", "A combination uses a method that is not there for these people", (E, W), TENANT),
    Rule("STR304", "One-time and multi-use passes differ between strength and policy", (E,), BOTH),
    Rule("STR305", "A pass satisfies a strength that protects privileged roles", (W,), FILES),
    Rule("STR306", "A strength is changed that policies elsewhere use", (W,), TENANT),
    Rule("STR307", "Federated or external methods under a strength", (E, W), TENANT),
    Rule("CAP401", "A name or an id that stands for nothing, or for two", (E, W), TENANT, PROMISE),
    Rule("CAP402", "An authentication strength beside require MFA", (E,), FILES, PROMISE),
    Rule("CAP403", "Registering demands what only a registered person has", (E, W), BOTH),
    Rule("CAP404", "A user action policy in report-only", (W,), FILES),
    Rule("CAP405", "Register or join devices beside the device setting", (E,), TENANT),
    Rule("CAP406", "Device or app requirements block registration", (E, W), BOTH),
    Rule("CAP407", "A registration policy with conditions that break registration", (W,), FILES),
    Rule("CAP408", "A policy starts in force", (E, W), TENANT),
    Rule("CAP409", "People can't satisfy a policy with what they have registered", (E, W), BOTH),
    Rule("CAP410", "Two policies that nobody can satisfy together", (E, W), BOTH),
    Rule("CAP411", "Holders of roles that a policy by role does not cover", (W,), TENANT),
    Rule("CAP412", "Session controls that Graph refuses together", (E,), BOTH),
    Rule("EMG501", "Fewer than two emergency access accounts", (E, W), BOTH, PROMISE),
    Rule("EMG502", "A policy reaches an emergency access account", (E, W), BOTH, PROMISE),
    Rule("EMG503", "An emergency access account has no key that is accepted", (E,), TENANT, PROMISE),
    Rule("EMG504", "Others can join the emergency group", (W,), TENANT),
    Rule("EMG505", "Whoever applies would be locked out", (E,), TENANT, PROMISE),
    Rule("EMG506", "Emergency access that was not tested", (W,), TENANT),
    Rule("REG601", "People are to register, and self-service is off", (E,), FILES),
    Rule("REG602", "People without a method and without a pass", (E, W), TENANT),
    Rule("REG603", "Values of Temporary Access Pass that don't fit together", (E, W), FILES),
    Rule("REG604", "A registration campaign that stays silent", (W,), BOTH),
    Rule("REG605", "A registration campaign that somebody else decides", (W,), TENANT),
    Rule("REG606", "People with phone methods only, and no passkey in reach", (E, W), TENANT),
    Rule("GST701", "Guests are to use a passkey of this tenant", (W,), FILES),
    Rule("GST702", "Partner technicians are caught by a policy for everybody", (W,), FILES),
    Rule("GST703", "A strength that guests can't fulfil", (E, W), BOTH),
    Rule("HYB801", "On-premises sign-in without evidence", (W,), FILES),
    Rule("OPS901", "A file that can't be understood", (E, W, N), FILES, PROMISE),
    Rule("OPS902", "Another tenant or cloud than the files are for", (E,), TENANT, PROMISE),
    Rule("OPS903", "A permission is missing", (E, W), TENANT, PROMISE),
    Rule("OPS904", "A plan that is out of date", (E,), TENANT, PROMISE),
    Rule("OPS905", "The tenant lacks what the plan needs", (E, W), TENANT),
    Rule("OPS906", "A waiver that is expired, unused or for another value", (E, W), FILES),
    Rule("OPS907", "A change that takes something away, or can't be undone", (E, W, N), BOTH),
    Rule("OPS908", "A moment between two writes that harms somebody", (E,), TENANT, PROMISE),
)

BY_CODE: Mapping[str, Rule] = {each.code: each for each in RULES}
