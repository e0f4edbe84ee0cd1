"""The commented file that `passkeyctl init` writes: the smallest pilot that is safe to plan."""

from __future__ import annotations

_STARTER = """\
# Passkeys for a first pilot group. Nothing here is sent before you have seen a plan and said yes:
#   passkeyctl validate      reads this file only
#   passkeyctl plan          reads the tenant, changes nothing
#   passkeyctl apply         asks before it changes anything
apiVersion: passkeyctl/v1

tenant:
  domain: {domain}

# Which models an authenticator's name stands for. Newer ones join only when you change this.
catalogue: "{catalogue}"

# Only what is listed in this file is changed; everything else in the tenant stays as it is.
manage:
  passkeys: listed
  authenticationStrengths: listed
  conditionalAccess: listed

# The accounts that let you back in. Every policy must leave them out.
emergencyAccess:
  group: SG-EmergencyAccess

passkeys:
  state: enabled
  profiles:
    pilot:
      name: Pilot
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions:
        behavior: allow
        authenticators:
          - microsoft-authenticator   # iOS and Android
          # - yubikey-5-nfc@5.7       # a wrong name is answered with near ones
  targets:
    - group: PK-Pilot
      profiles: [pilot]
    # A row for everybody that the tenant has stays, and gives everybody the default profile. To take it away:
    # - {{everyone: true, ensure: absent}}

# The way in for somebody who has nothing yet. To use it, add `temporaryAccessPass: true` under `manage` too.
# temporaryAccessPass:
#   state: enabled
#   targets: [PK-Pilot]
#   oneTimeUse: true

authenticationStrengths:
  passkeys-only:
    name: Passkeys only
    allowedCombinations: [fido2]

conditionalAccess:
  pilot:
    name: PK010 - Pilot - Office 365 - Require passkey
    state: reportOnly                 # watch the sign-in log first; enable it later
    users:
      include: {{groups: [PK-Pilot]}}
      exclude: {{groups: [SG-EmergencyAccess]}}
    target: {{resources: {{include: [Office 365]}}}}
    grant: {{authenticationStrength: passkeys-only}}
"""


def starter(domain: str, *, catalogue: str) -> str:
    """The starter file for a tenant; `catalogue` is the newest month of the shipped catalogue."""
    return _STARTER.format(domain=domain, catalogue=catalogue)
