"""What makes Graph refuse the session controls of a policy."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import MALFORMED, Refusal
from passkeyctl.sandbox.jsonread import part, texts

_MOST = {"hours": 23, "days": 365}


def check_session(policy: JsonObject, body: JsonObject) -> None:
    """Check the controls in effect, and those sent: an object that leaves none in effect is refused, null clears."""
    if body.get("sessionControls") is not None:
        _check_sent(part(body, "sessionControls"), in_effect=policy["sessionControls"] is not None)
    session = part(policy, "sessionControls")
    _check_frequency(part(session, "signInFrequency"))
    applications = part(policy, "conditions", "applications")
    if session.get("persistentBrowser") is not None:
        if part(session, "persistentBrowser").get("mode") is None:
            raise _refuse("persistentBrowser needs a mode.")
        if texts(applications.get("includeApplications")) != ["All"]:
            raise _refuse("persistentBrowser needs all applications.")
    cloud_app = session.get("cloudAppSecurity")
    if cloud_app is not None and part(session, "cloudAppSecurity").get("cloudAppSecurityType") is None:
        raise _refuse("cloudAppSecurity needs a cloudAppSecurityType.")


def _refuse(text: str) -> Refusal:
    return Refusal(400, "BadRequest", MALFORMED, inner=text)


def _check_sent(sent: JsonObject, *, in_effect: bool) -> None:
    if not in_effect:
        raise _refuse("Session controls without any effect cannot be set; send null to remove them.")
    frequency = sent.get("signInFrequency")
    if isinstance(frequency, dict) and frequency.get("isEnabled") is not True:
        raise _refuse("signInFrequency without isEnabled cannot be set; send null to remove it.")
    if isinstance(frequency, dict) and frequency.get("frequencyInterval") == "everyTime":
        _check_every_time(sent, frequency)


def _check_every_time(sent: JsonObject, frequency: JsonObject) -> None:
    if frequency.get("value") is not None or frequency.get("type") is not None:
        raise _refuse("signInFrequency 'everyTime' takes neither value nor type.")
    for name in ("applicationEnforcedRestrictions", "disableResilienceDefaults"):
        if name in sent:
            raise _refuse(f"{name} cannot be sent with signInFrequency 'everyTime'.")


def _check_frequency(frequency: JsonObject) -> None:
    if not frequency or frequency["frequencyInterval"] == "everyTime":
        return
    unit, value = frequency["type"], frequency["value"]
    if not isinstance(unit, str) or not isinstance(value, int):
        raise _refuse("signInFrequency needs a type and a value.")
    if not 1 <= value <= _MOST[unit]:
        raise _refuse(f"signInFrequency in {unit} lies between 1 and {_MOST[unit]}.")
