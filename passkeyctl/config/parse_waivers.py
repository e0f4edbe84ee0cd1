"""`waivers` -> waivers, each of a rule that can be waived and of an address that can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Entry, Waiver
from passkeyctl.model.kinds import FIELDS
from passkeyctl.rules.table import BY_CODE

ABOUT_VALUES = ("DRF101", "DRF104")
_RULES = "`passkeyctl explain` lists the rules"


def waivers(
    spots: Iterable[Spot], entries: Iterable[Entry], named: Iterable[str], found: list[Diagnostic]
) -> tuple[Waiver, ...]:
    """In reading order; `named` are further addresses that findings may be about, such as those of groups."""
    addresses = {str(each.address): each.address.kind for each in entries}
    known = dict.fromkeys((*addresses, *named, *_sections()))
    read = []
    for spot in spots:
        before = len(found)
        waiver = _waiver(spot, known, addresses, found)
        if waiver is not None:
            read.append(waiver)
            if len(found) == before and BY_CODE[waiver.rule].is_of_drift:
                found += _faults_of_drift(waiver, spot, addresses)
    _tell_doubles(read, found)
    return tuple(read)


def _sections() -> Iterator[str]:
    """A finding about a section as a whole has its name for an address."""
    yield from (each.value for each in Kind)
    yield from (key.name for key in DOCUMENT.keys if not key.is_fixed)
    yield "passkeys.assert"


def _waiver(
    spot: Spot, known: dict[str, None], addresses: Mapping[str, Kind], found: list[Diagnostic]
) -> Waiver | None:
    keys = spot.keys
    rule, at, accepted = keys.get("rule"), keys.get("at"), keys.get("accepts")
    reason, owner, expires = keys.get("reason"), keys.get("owner"), keys.get("expires")
    if rule is None or reason is None or owner is None or expires is None:
        return None  # which has been told
    found += _faults_of_rule(rule)
    for each in (reason, owner):
        if not each.text.strip():
            found.append(fault("this waiver says nothing here", each.place, "say why, and who answers for it"))
    if at is not None and not _is_address(at.text, known) and not _is_field_of_drift(rule.text, at.text, addresses):
        found.append(_unknown_address(at, known))
    if accepted is not None and not any(each.strip(", ") for each in _accepted(accepted)):
        hint = "name what was found, or take `accepts` out to let pass whatever is found"
        found.append(fault("this waiver accepts nothing", accepted.source, hint))
    return Waiver(
        rule.text,
        reason.text.strip(),
        owner.text.strip(),
        date.fromisoformat(expires.text),
        spot.place,
        _accepted(accepted),
        at.text if at is not None else "",
    )


def _accepted(spot: Spot | None) -> tuple[str, ...]:
    if spot is None:
        return ()
    return (spot.text,) if isinstance(spot.value, str) else tuple(each.text for each in spot.members)


def _faults_of_rule(spot: Spot) -> Iterator[Diagnostic]:
    rule = BY_CODE.get(spot.text)
    if rule is None:
        yield fault(f"there is no rule `{spot.text}`", spot.place, did_you_mean(spot.text, BY_CODE, _RULES))
    elif rule.is_of_rollout:
        hint = f'a gate is asked anew by every run: `--override {rule.code}="reason"` lets one stage past it'
        yield fault(f"`{rule.code}` can't be waived: it is about a stage of a roll-out", spot.place, hint)
    elif rule.is_promise:
        hint = f"mend what it finds: `passkeyctl explain {rule.code}` says how"
        yield fault(f"`{rule.code}` can't be waived: it is one of the promises marked ‡", spot.place, hint)
    elif not rule.can_be_waived:
        hint = "take out the waiver that it is about, or renew it"
        yield fault(f"`{rule.code}` can't be waived: it is about waivers", spot.place, hint)


def _is_address(text: str, known: dict[str, None]) -> bool:
    """What no file lists stands in brackets: whether it is there, only the tenant knows."""
    kind, bracket, name = text.partition('["')
    if bracket:
        return kind in [each.value for each in Kind] and name.endswith('"]') and name != '"]'
    return text in known or text.startswith("expect.")


def _is_field_of_drift(rule: str, at: str, addresses: Mapping[str, Kind]) -> bool:
    known = BY_CODE.get(rule)
    return known is not None and known.is_of_drift and field_named(at, addresses) is not None


def field_named(at: str, addresses: Mapping[str, Kind]) -> str | None:
    """The path of the field that a place names, `conditionalAccess.pilot.state`; None where it names none."""
    for address, kind in addresses.items():
        path = at.removeprefix(f"{address}.")
        if path != at and any(field.path == path for field in FIELDS[kind]):
            return path
    return None


def _faults_of_drift(waiver: Waiver, spot: Spot, addresses: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """One deviation is let pass, with the value that it has: a waiver for whatever comes would end the watch."""
    code, accepted = waiver.rule, spot.keys.get("accepts")
    has_values = code in ABOUT_VALUES
    names_field = field_named(waiver.at, addresses) is not None
    if not waiver.at:
        yield fault(f"this waiver of `{code}` says no `at`", spot.place, "name the place as `passkeyctl drift` does")
    elif names_field and not has_values:
        address = waiver.at.removesuffix(f".{field_named(waiver.at, addresses)}")
        yield fault(f"`{code}` is about an object, and `{waiver.at}` is a field", spot.place, f"write `at: {address}`")
    elif names_field and accepted is None:
        hint = "add `accepts:` with the value that the tenant has: another one is drift again"
        yield fault(f"this waiver of `{code}` names a field and accepts no value", spot.place, hint)
    elif waiver.at not in addresses and not names_field and '["' not in waiver.at:
        hint = "name an entry, as in `conditionalAccess.pilot`, or a field of it, as in `conditionalAccess.pilot.state`"
        yield fault(f"`{waiver.at}` is no entry that could drift", spot.place, hint)
    if accepted is not None and not has_values:
        hint = "take `accepts` out: it is there, or it isn't"
        yield fault(f"`{code}` is about an object, which has no value to accept", accepted.source, hint)


def _unknown_address(at: Spot, known: dict[str, None]) -> Diagnostic:
    otherwise = (
        'write it as findings do: `conditionalAccess.pilot`, or `conditionalAccess["Name"]` where no file lists it'
    )
    return fault(f"these files describe no `{at.text}`", at.place, did_you_mean(at.text, known, otherwise))


def _tell_doubles(read: Iterable[Waiver], found: list[Diagnostic]) -> None:
    first: dict[tuple[str, str], Waiver] = {}
    for each in read:
        known = first.setdefault((each.rule, each.at), each)
        if known is not each:
            where = f" at `{each.at}`" if each.at else ""
            summary = f"`{each.rule}`{where} is waived twice, first at {known.source}"
            found.append(fault(summary, each.source, "keep one of them, or say `at` which finding each is for"))
