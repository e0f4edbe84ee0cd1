"""Every member of Graph's answers that this version reads, or knows to be Graph's own business.

From the published v1.0 resources, https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy and those
that docs/graph-facts.md names.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import TypeAlias

from passkeyctl.model.address import Kind


class Members(Enum):
    """What stands where no further members are looked at."""

    WHOLE = auto()
    """a value, or an object that is read elsewhere, or Graph's own rendering of one"""
    LIMIT = auto()
    """limits of an authentication strength, which differ by type"""


Known: TypeAlias = "Members | Mapping[str, Known]"


def _whole(names: str, **more: Known) -> Mapping[str, Known]:
    return {**dict.fromkeys(names.split(), Members.WHOLE), **more}


FILTER = _whole("mode rule")
CONTROL = _whole("isEnabled")
GUESTS = _whole("guestOrExternalUserTypes", externalTenants=_whole("membershipKind members"))
STAMPS = "id createdDateTime modifiedDateTime deletedDateTime"

POLICY = _whole(
    f"{STAMPS} displayName state templateId",
    conditions=_whole(
        "clientAppTypes signInRiskLevels userRiskLevels servicePrincipalRiskLevels insiderRiskLevels",
        users=_whole(
            "includeUsers excludeUsers includeGroups excludeGroups includeRoles excludeRoles",
            includeGuestsOrExternalUsers=GUESTS,
            excludeGuestsOrExternalUsers=GUESTS,
        ),
        applications=_whole(
            "includeApplications excludeApplications includeUserActions includeAuthenticationContextClassReferences",
            applicationFilter=FILTER,
        ),
        clientApplications=_whole("includeServicePrincipals excludeServicePrincipals", servicePrincipalFilter=FILTER),
        authenticationFlows=_whole("transferMethods"),
        devices=_whole("", deviceFilter=FILTER),
        locations=_whole("includeLocations excludeLocations"),
        platforms=_whole("includePlatforms excludePlatforms"),
    ),
    grantControls=_whole("operator builtInControls customAuthenticationFactors termsOfUse authenticationStrength"),
    sessionControls=_whole(
        "disableResilienceDefaults",
        applicationEnforcedRestrictions=CONTROL,
        cloudAppSecurity=_whole("isEnabled cloudAppSecurityType"),
        persistentBrowser=_whole("isEnabled mode"),
        secureSignInSession=CONTROL,
        signInFrequency=_whole("isEnabled value type authenticationType frequencyInterval"),
    ),
)
PASSKEYS = _whole(
    "id state isSelfServiceRegistrationAllowed isAttestationEnforced keyRestrictions defaultPasskeyProfile "
    "includeTargets excludeTargets passkeyProfiles"
)
PROFILE = _whole(
    "id name passkeyTypes attestationEnforcement",
    keyRestrictions=_whole("aaGuids enforcementType isEnforced"),
)
ROW = _whole("id targetType")
STRENGTH = _whole(
    f"{STAMPS} displayName description policyType requirementsSatisfied allowedCombinations",
    combinationConfigurations=Members.LIMIT,
)
LIMITS: Mapping[str, Known] = {
    "#microsoft.graph.fido2CombinationConfiguration": _whole("id appliesToCombinations allowedAAGUIDs"),
    # `allowedIssuers` is made by Graph from the identifiers.
    "#microsoft.graph.x509CertificateCombinationConfiguration": _whole(
        "id appliesToCombinations allowedIssuerSkis allowedPolicyOIDs allowedIssuers"
    ),
}
TEMPORARY_ACCESS_PASS = _whole(
    "id state defaultLength defaultLifetimeInMinutes minimumLifetimeInMinutes maximumLifetimeInMinutes isUsableOnce",
    includeTargets=ROW,
    excludeTargets=ROW,
)
CAMPAIGN = _whole(
    "state snoozeDurationInDays enforceRegistrationAfterAllowedSnoozes",
    includeTargets=_whole("id targetType targetedAuthenticationMethod"),
    excludeTargets=ROW,
)
METHODS_POLICY = _whole(
    "id displayName description lastModifiedDateTime policyVersion policyMigrationState reconfirmationInDays "
    "authenticationMethodConfigurations systemCredentialPreferences reportSuspiciousActivitySettings "
    "microsoftAuthenticatorPlatformSettings optOutSettings",
    registrationEnforcement=_whole("", authenticationMethodsRegistrationCampaign=CAMPAIGN),
)
LOCATION = _whole(
    f"{STAMPS} displayName isTrusted countriesAndRegions includeUnknownCountriesAndRegions countryLookupMethod",
    ipRanges=_whole("cidrAddress"),
)
CONTEXT = _whole("id displayName description isAvailable")

KNOWN: Mapping[Kind, Known] = {
    Kind.PASSKEYS: PASSKEYS,
    Kind.PROFILE: PROFILE,
    # Of rows, `isRegistrationRequired` is no field of ours: shown where it is true.
    Kind.TARGET: _whole("id targetType allowedPasskeyProfiles"),
    Kind.EXCLUDE: ROW,
    Kind.TEMPORARY_ACCESS_PASS: TEMPORARY_ACCESS_PASS,
    Kind.CAMPAIGN: METHODS_POLICY,
    Kind.STRENGTH: STRENGTH,
    Kind.LOCATION: LOCATION,
    Kind.CONTEXT: CONTEXT,
    Kind.POLICY: POLICY,
}
