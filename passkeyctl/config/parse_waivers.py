"""`waivers` -> waivers, each of a rule that can be waived and of an address that can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Entry, Waiver
from passkeyctl.rules.table import BY_CODE

_RULES = "`passkeyctl explain` lists the rules"


def waivers(
    spots: Iterable[Spot], entries: Iterable[Entry], named: Iterable[str], found: list[Diagnostic]
) -> tuple[Waiver, ...]:
    """In reading order; `named` are further addresses that findings may be about, such as those of groups."""
    addresses = [str(each.address) for each in entries]
    known = dict.fromkeys((*addresses, *named, *_sections()))
    read = [waiver for spot in spots if (waiver := _waiver(spot, known, found)) is not None]
    _tell_doubles(read, found)
    return tuple(read)


def _sections() -> Iterator[str]:
    """A finding about a section as a whole has its name for an address."""
    yield from (each.value for each in Kind)
    yield from (key.name for key in DOCUMENT.keys if not key.is_fixed)
    yield "passkeys.assert"


def _waiver(spot: Spot, known: dict[str, None], found: list[Diagnostic]) -> Waiver | None:
    keys = spot.keys
    rule, at, accepted = keys.get("rule"), keys.get("at"), keys.get("accepts")
    reason, owner, expires = keys.get("reason"), keys.get("owner"), keys.get("expires")
    if rule is None or reason is None or owner is None or expires is None:
        return None  # which has been told
    found += _faults_of_rule(rule)
    for each in (reason, owner):
        if not each.text.strip():
            found.append(fault("this waiver says nothing here", each.place, "say why, and who answers for it"))
    if at is not None and not _is_address(at.text, known):
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
