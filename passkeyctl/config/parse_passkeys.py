"""`passkeys` -> the settings and the profiles; rows and exclude groups are in `parse_targets`."""

from __future__ import annotations

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.parse_entries import entry, is_absent, new
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.writing import Writing
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, OPT_IN

DEFAULT = "default"


def settings(spot: Spot, context: Context) -> Entry:
    """The method's own switches."""
    writing = Writing(Kind.PASSKEYS, context)
    for name in ("state", "allowSelfServiceSetup", OPT_IN):
        below = spot.keys.get(name)
        if below is not None:
            writing.write(name, below)
            if name == OPT_IN and not below.flag:
                summary = "`optIn: false` says nothing: a tenant that uses passkey profiles can't go back"
                context.found.append(fault(summary, below.source, "take `optIn` out"))
    return entry(Address(Kind.PASSKEYS), spot, writing)


def profile(local: str, spot: Spot, context: Context) -> Entry:
    """One profile with the keys that the file writes."""
    if local == DEFAULT:
        address, writing = Address(Kind.PROFILE, local), Writing(Kind.PROFILE, context)
        _check_default(spot, context)
    else:
        address, writing = new(Kind.PROFILE, local, spot, context)
        _check_named(address, spot, context)
    if not is_absent(spot.keys):
        for name in ("passkeyTypes", "enforceAttestation"):
            below = spot.keys.get(name)
            if below is not None:
                writing.write(name, below)
        _write_restrictions(str(address), spot.keys, writing, context)
        _check_attestation(str(address), spot.keys, context)
    return entry(address, spot, writing)


def _check_named(address: Address, spot: Spot, context: Context) -> None:
    """Compulsory as in every entry; not said by the shape, because the default profile needs neither."""
    if not spot.keys.has("name") and not spot.keys.has("id"):
        context.found.append(fault(f"`{address}` has neither `name` nor `id`", spot.place, "add `name:`"))


def _check_default(spot: Spot, context: Context) -> None:
    """The built-in profile is found by its fixed id: it can be neither removed nor be another one."""
    ensure, id = spot.keys.get("ensure"), spot.keys.get("id")
    if ensure is not None:
        summary = "the default passkey profile is built in and can't be removed"
        address = str(Address(Kind.PROFILE, DEFAULT))
        hint = "take `ensure` out; without a row it reaches nobody"
        context.found.append(error("PRF103", summary, source=ensure.source, hint=hint, address=address))
    if id is not None and id.text != DEFAULT_PROFILE_ID:
        summary = f"the default passkey profile has the id `{DEFAULT_PROFILE_ID}` in every tenant"
        context.found.append(fault(summary, id.place, "take `id` out, or use another local id than `default`"))


def _write_restrictions(address: str, keys: Keys, writing: Writing, context: Context) -> None:
    """`none` compares only whether there is a restriction; the live list is then left as it is."""
    spot = keys.get("keyRestrictions")
    if spot is None:
        return
    if not isinstance(spot.value, Keys):
        writing.put("keyRestrictions.behavior", spot.text, spot.source)
        return
    writing.tree("keyRestrictions", spot)
    listed = spot.value.get("authenticators")
    if listed is None or listed.value != []:
        return
    if spot.value.text("behavior") == "block":
        hint = "list the models to be kept out, or write `keyRestrictions: none`"
        said = warning("AAG202", "an empty block list does nothing", source=listed.place, address=address, hint=hint)
        context.found.append(said)
    else:
        context.found.append(
            error(
                "AAG202",
                "an empty allow list admits nobody",
                source=listed.place,
                address=address,
                hint="list the models that may be used, or write `keyRestrictions: none`",
            )
        )


def _check_attestation(address: str, keys: Keys, context: Context) -> None:
    attestation = keys.get("enforceAttestation")
    types = {each.text for each in keys.members("passkeyTypes")}
    if attestation is None or not attestation.flag or "synced" not in types:
        return
    if types == {"synced"}:
        hint = "write `enforceAttestation: false`, or admit `deviceBound` passkeys only"
        summary = "synced passkeys can't be attested: nobody could register one"
        context.found.append(error("PRF101", summary, source=attestation.source, address=address, hint=hint))
    else:
        hint = "make one profile for each type"
        summary = "attestation is enforced, so no synced passkey can be registered with this profile"
        context.found.append(warning("PRF101", summary, source=attestation.source, address=address, hint=hint))
