"""A roll-out of two stages that is through in seconds: a policy in report-only, then in force."""

from __future__ import annotations

SHORT = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
manage: {conditionalAccess: listed}
emergencyAccess: {group: SG-EmergencyAccess}
conditionalAccess:
  rehearsal:
    name: PK900 - Rehearsal - Office 365
    state: reportOnly
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
rollout:
  stage: look                # which stage is wanted
  stages:
    - name: look
    - name: enforce
      note: Nobody signs in with less.
      sets: {conditionalAccess.rehearsal.state: enabled}
      gate: {approvals: 1}
      stop: {signInFailures: {policy: rehearsal, atMost: 10%, over: 1d}}
"""
