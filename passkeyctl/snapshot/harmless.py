"""What may stay when a snapshot is shared: words and names that Microsoft publishes. Everything else is replaced.

Closed lists on purpose: a property that Graph adds tomorrow is replaced until somebody has looked at it.
"""

from __future__ import annotations

from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS

_KEYS = """
aaGuids accountEnabled agentContext agentIdRiskLevels agentIdServicePrincipalFilter agents allowedAAGUIDs
allowedCombinations allowedIssuerSkis allowedPasskeyProfiles allowedPolicyOIDs appDisplayName appId
applicationEnforcedRestrictions applicationFilter applications appliesToCombinations attestationEnforcement
authenticationFlows authenticationMethodConfigurations authenticationMethodsRegistrationCampaign authenticationMode
authenticationStrength authenticationType builtInControls capabilities cidrAddress clientApplications clientAppTypes
clients cloudAppSecurity cloudAppSecurityType combinationConfigurations companionAppAllowedState conditions
continuousAccessEvaluation countriesAndRegions countryLookupMethod createdDateTime customAuthenticationFactors
defaultLength defaultLifetimeInMinutes defaultPasskeyProfile deletedDateTime description deviceFilter devices
deviceStates disableResilienceDefaults displayAppInformationRequiredState displayLocationInformationRequiredState
displayName enforceAppPIN enforcementType enforceRegistrationAfterAllowedSnoozes excludeAgentIdServicePrincipals
excludeApplications excludeGroups excludeGuestsOrExternalUsers excludeLocations excludePlatforms excludeRoles
excludeServicePrincipals excludeTarget excludeTargets excludeUsers expirationInDays externalTenants featureSettings
frequencyInterval globalSecureAccess globalSecureAccessFilteringProfile grantControls groupTypes
guestOrExternalUserTypes id includeAgentIdServicePrincipals includeApplications
includeAuthenticationContextClassReferences includeGroups includeGuestsOrExternalUsers includeLocations
includePlatforms includeRoles includeServicePrincipals includeTarget includeTargets
includeUnknownCountriesAndRegions includeUserActions includeUsers insiderRiskLevels ipRanges isAttestationEnforced
isAvailable isBuiltIn isDefault isEnabled isEnforced isInitial isOfficePhoneAllowed isPrivileged
isRegistrationRequired isSelfServiceRegistrationAllowed isSoftwareOathEnabled isTrusted isUsableForSignIn
isUsableOnce keyRestrictions lastModifiedDateTime locations mail mailEnabled maximumLifetimeInMinutes members
membershipKind membershipRule microsoftAuthenticatorPlatformSettings minimumLifetimeInMinutes mode modifiedDateTime
name networkAccess networkAccessSecurity numberMatchingRequiredState onPremisesSyncEnabled operator optOutSettings
partialEnablementStrategy passkeyDynamicMigration passkeyProfiles passkeyTypes persistentBrowser platforms
policyMigrationState policyType policyVersion reconfirmationInDays registrationEnforcement
reportSuspiciousActivitySettings requirementsSatisfied requireNumberMatching resourceScopes rolePermissions rule
secureSignInSession securityEnabled servicePrincipalFilter servicePrincipalRiskLevels sessionControls
signInFrequency signInRiskDetections signInRiskLevels snoozeDurationInDays sortOrder state
systemCredentialPreferences targetedAuthenticationMethod targetType templateId tenantType termsOfUse times
transferMethods type userPrincipalName userRiskLevels users userType value verifiedDomains version
voiceReportingCode
"""
KEYS = frozenset(_KEYS.split())
"""Names of properties."""

_WORDS = """
AAD AAD_B2C administrativeUnit All all all_users AllAgentIdUsers allow AllTrusted always AND android any
approvedApplication authenticationMethodsPolicy authenticationTransfer authenticatorAppGps b2bCollaborationGuest
b2bCollaborationMember b2bDirectConnectUser block blockDownloads browser builtIn CIAM clientIpAddress
compliantApplication compliantDevice CoreIdentity custom CustomUrlDomain days default deviceBasedPush deviceBound
deviceCodeFlow disabled domainJoinedDevice DynamicMembership easSupported elevated Email email enabled
enabledForReportingButNotEnforced enumerated everyTime exchangeActiveSync exclude Federated federatedMultiFactor
federatedSingleFactor Fido2 fido2 group Guest GuestsOrExternalUsers HardwareOath hardwareOath hidden high hours
include InformationProtection internalGuest Intune iOS linux low macOS Managed mcasConfigured medium Member mfa
MicrosoftAdminPortals MicrosoftAuthenticator microsoftAuthenticator microsoftAuthenticatorPush migrationComplete
migrationInProgress minor mobileAppsAndDesktopClients moderate monitorOnly never None none Office365
OfficeCommunicationsOnline OfficeCommunicationsOnlineEuropean OfficeIntegratedAuthentication OR OrgIdAuthentication
other otherExternalUser password passwordChange preMigration primaryAndSecondaryAuthentication push QRCodePin
qrCodePin registrationOnly riskRemediation role secondaryAuthentication ServicePrincipalsInMyTenant serviceProvider
Sms sms SoftwareOath softwareOath strictEnforcement strictLocation synced TemporaryAccessPass
temporaryAccessPassMultiUse temporaryAccessPassOneTime ThirdPartySoftwareOath timeBased Unified unknownFutureValue
urn:user:registerdevice urn:user:registersecurityinfo urn:user:registersecurityinfowithunknowndevices user
VerifiableCredentials Voice voice windows windowsHelloForBusiness windowsPhone X509Certificate
x509CertificateMultiFactor x509CertificateSingleFactor Yammer
"""
WORDS = frozenset(_WORDS.split())
"""Values of enumerations, and the words that stand where ids do."""

_TYPES = """
applicationEnforcedRestrictionsSessionControl authenticationContextClassReference
authenticationMethodFeatureConfiguration authenticationMethodsPolicy authenticationMethodsRegistrationCampaign
authenticationMethodsRegistrationCampaignIncludeTarget authenticationMethodTarget authenticationStrengthPolicy
cloudAppSecuritySessionControl conditionalAccessAllExternalTenants conditionalAccessApplications
conditionalAccessAuthenticationFlows conditionalAccessClientApplications conditionalAccessConditionSet
conditionalAccessDevices conditionalAccessEnumeratedExternalTenants conditionalAccessFilter
conditionalAccessGrantControls conditionalAccessGuestsOrExternalUsers conditionalAccessLocations
conditionalAccessPlatforms conditionalAccessPolicy conditionalAccessSessionControls conditionalAccessUsers
countryNamedLocation emailAuthenticationMethodConfiguration excludeTarget externalAuthenticationMethodConfiguration
featureTarget fido2AuthenticationMethodConfiguration fido2CombinationConfiguration fido2KeyRestrictions group
hardwareOathAuthenticationMethodConfiguration ipNamedLocation iPv4CidrRange iPv6CidrRange
microsoftAuthenticatorAuthenticationMethodConfiguration microsoftAuthenticatorAuthenticationMethodTarget
microsoftAuthenticatorFeatureSettings organization passkeyAuthenticationMethodTarget passkeyProfile
persistentBrowserSessionControl qrCodePinAuthenticationMethodConfiguration registrationEnforcement
secureSignInSessionControl servicePrincipal signInFrequencySessionControl smsAuthenticationMethodConfiguration
smsAuthenticationMethodTarget softwareOathAuthenticationMethodConfiguration strengthReference
temporaryAccessPassAuthenticationMethodConfiguration updateAllowedCombinations user
verifiableCredentialsAuthenticationMethodConfiguration voiceAuthenticationMethodConfiguration
x509CertificateAuthenticationMethodConfiguration x509CertificateCombinationConfiguration
"""
TYPES = frozenset(_TYPES.split())
"""What `@odata.type` may say, after `#microsoft.graph.`"""

_NUMBERS = """
defaultLength defaultLifetimeInMinutes expirationInDays maximumLifetimeInMinutes minimumLifetimeInMinutes
reconfirmationInDays snoozeDurationInDays value
"""
NUMBERS = frozenset(_NUMBERS.split())
"""Properties whose number says nothing about anybody, up to the longest lifetime in minutes."""
LARGEST_NUMBER = 43200

APPLICATIONS = {
    "00000002-0000-0000-c000-000000000000": "Windows Azure Active Directory",
    "00000002-0000-0ff1-ce00-000000000000": "Office 365 Exchange Online",
    "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
    "00000003-0000-0ff1-ce00-000000000000": "Office 365 SharePoint Online",
    "00000004-0000-0ff1-ce00-000000000000": "Skype for Business Online",
    "00000006-0000-0ff1-ce00-000000000000": "Microsoft Office 365 Portal",
    "00000007-0000-0000-c000-000000000000": "Dataverse",
    "00000009-0000-0000-c000-000000000000": "Power BI Service",
    "0000000a-0000-0000-c000-000000000000": "Microsoft Intune",
    "0000000c-0000-0000-c000-000000000000": "Microsoft App Access Panel",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013": "Windows Azure Service Management API",
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c": "Azure Portal",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe": "Microsoft Teams Services",
    "d4ebce55-015a-49b5-a083-c84d1797ae8c": "Microsoft Intune Enrollment",
}
"""Applications that are in every tenant
(https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in)."""

_NUMBERED = {f"00000000-0000-0000-0000-{number:012d}" for number in range(6)}
NAMES: dict[str, frozenset[str]] = {
    **{id: frozenset({name, name.removesuffix(" strength")}) for id, name in BUILT_IN_STRENGTHS.items()},
    **{id: frozenset({name}) for name, id in BUILT_IN_ROLES.items()},
    **{id: frozenset({name}) for id, name in APPLICATIONS.items()},
}
"""What an object with a published id is called by Microsoft."""

IDS = frozenset({*NAMES, *_NUMBERED})
"""Ids that are the same in every tenant."""

DEFAULT_PROFILE = "00000000-0000-0000-0000-000000000001"
DEFAULT_PROFILE_NAME = "Default passkey profile"
