"""`rollout` -> stages with their gates; names that lead nowhere are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from passkeyctl.config.context import Context
from passkeyctl.config.digests import digest
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.parse_gates import gates, stops
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.rollout import Approval, Rollout, Setting, Stage


def parse_rollout(spot: Spot | None, wanted: str, policies: Collection[str], context: Context) -> Rollout | None:
    """`wanted` is the stage asked for, which was told where there is none such; `policies` are local ids."""
    if spot is None:
        return None
    members = spot.keys.members("stages")
    named = [each for each in members if each.keys.get("name") is not None]
    _tell_doubles(named, context)
    names = [each.keys.spots["name"].text for each in named]
    stages = tuple(_stage(each, names[:n], names, policies, context) for n, each in enumerate(named))
    asked = spot.keys.get("stage")
    return Rollout(
        stages,
        wanted,
        (asked or spot).source,
        tuple(_approvals(spot.keys.members("approved"), names, context)),
    )


def _tell_doubles(stages: Sequence[Spot], context: Context) -> None:
    first: dict[str, Spot] = {}
    for each in stages:
        name = each.keys.spots["name"]
        known = first.setdefault(name.text, name)
        if known is not name:
            summary = f"there are two stages `{name.text}`, the first at {known.place}"
            context.found.append(fault(summary, name.place, "give one of them another name"))


def _stage(spot: Spot, earlier: list[str], names: list[str], policies: Collection[str], context: Context) -> Stage:
    keys = spot.keys
    return Stage(
        keys.spots["name"].text,
        _after(keys.get("after"), earlier, names, context),
        tuple(_settings(keys)),
        tuple(gates(keys.get("gate"), policies, context)),
        tuple(stops(keys.get("stop"), policies, context)),
        digest(keys),
        keys.spots["name"].place,
        keys.text("note") or "",
    )


def _after(spot: Spot | None, earlier: list[str], names: list[str], context: Context) -> str:
    above = earlier[-1] if earlier else ""
    if spot is None:
        return above
    if spot.text in earlier:
        return spot.text
    if spot.text in names:
        summary = f"`after: {spot.text}` names a stage that does not stand above this one"
        hint = f"name one of those above: {', '.join(f'`{each}`' for each in earlier)}" if earlier else "take it out"
        context.found.append(fault(summary, spot.place, hint))
    else:
        hint = did_you_mean(spot.text, earlier, "" if earlier else "take it out: this is the first stage")
        context.found.append(fault(f"there is no stage `{spot.text}`", spot.place, hint))
    return above


def _settings(keys: Keys) -> Iterator[Setting]:
    for name in ("sets", "adds"):
        written = keys.get(name)
        for path, spot in written.keys.items() if written is not None else ():
            text = spot.text if spot.value is not None else "null"
            yield Setting(path, text, name == "adds", spot.source)


def _approvals(spots: Sequence[Spot], names: Collection[str], context: Context) -> Iterator[Approval]:
    for each in spots:
        stage, by, on, of = (each.keys.get(name) for name in ("stage", "by", "on", "of"))
        if stage is None or by is None or on is None or of is None:
            continue  # which has been told
        if stage.text not in names:
            hint = did_you_mean(stage.text, names)
            context.found.append(fault(f"there is no stage `{stage.text}` to approve", stage.place, hint))
        if not by.text.strip():
            context.found.append(fault("this approval says nothing here", by.place, "say who approved it"))
        said = each.keys.text("note") or ""
        day = date.fromisoformat(on.text)
        yield Approval(stage.text, by.text.strip(), day, of.text, each.place, said)
