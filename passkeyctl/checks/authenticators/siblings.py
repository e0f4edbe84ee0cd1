"""The same product in another firmware has another AAGUID: keys that are bought next are refused (AAG209)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from passkeyctl.checks.authenticators.known import entries, everything_known
from passkeyctl.checks.authenticators.lists import ModelList, model_lists
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.profiles.planned import people_read, reach_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.crowds import NONE, Reach, union
from passkeyctl.model.finding import Finding

if TYPE_CHECKING:
    from passkeyctl.authenticators.entries import Authenticator

CODE = "AAG209"
ENTERPRISE = "-enterprise"


def missing_siblings(review: Review) -> Iterator[Finding]:
    """AAG209: of a listed product a newer batch is missing, or one that somebody holds."""
    lacking = [found for models in model_lists(review) if (found := _lack(review, models)) is not None]
    if review.is_of_files_alone:
        lacking = _told_once(review, lacking)
    yield from (_finding(review, each) for each in lacking)


@dataclass(frozen=True, slots=True)
class _Lack:
    """What a list misses; `others` are further lists that miss the same. `products`: where all are other products."""

    models: ModelList
    names: tuple[str, ...]
    products: tuple[str, ...]
    holders: Mapping[str, Reach]
    others: tuple[ModelList, ...] = ()


def _lack(review: Review, models: ModelList) -> _Lack | None:
    if not models.is_allowing:
        return None
    listed = _listed(models)
    missing = _missing(listed, models.aaguids, review.configuration.catalogue)
    holders = {each.alias: found for each in missing if (found := _holders(review, models, each)).possibly}
    next_ones = {each.alias for each in missing if _is_bought_next(each, listed[_plain(each)])}
    told = [each for each in missing if each.alias in holders or each.alias in next_ones]
    if not told or not (holders or _is_touched(review, models)):
        return None
    products = sorted({each.product for each in told})
    are_others = not {each.product for members in listed.values() for each in members} & set(products)
    names = [each.alias for each in told]
    return _Lack(models, tuple(sorted(names) if holders else names), tuple(products if are_others else ()), holders)


def _told_once(review: Review, lacking: Iterable[_Lack]) -> list[_Lack]:
    """Lists that miss the same together, at the first; a list that a waiver names stays by itself, to be let pass."""
    waived = {each.at for each in review.configuration.waivers if each.rule == CODE}
    found: dict[tuple[tuple[str, ...], str], _Lack] = {}
    for each in lacking:
        key = each.names, each.models.address if each.models.address in waived else ""
        first = found.get(key)
        found[key] = each if first is None else replace(first, others=(*first.others, each.models))
    return list(found.values())


def _is_touched(review: Review, models: ModelList) -> bool:
    """What stands in a tenant is no news: only a key that somebody holds is worth telling then."""
    is_active = models.change is not None and models.change.action is not Action.NO_OP
    return is_active or review.is_of_files_alone


@cache
def _by_product() -> Mapping[str, tuple[Authenticator, ...]]:
    """Every ordinary, certified model under its product, enterprise variants under the plain one."""
    found: dict[str, list[Authenticator]] = defaultdict(list)
    for each in everything_known().entries:
        if each.is_ordinary and each.is_certified:
            found[_plain(each)].append(each)
    return {product: tuple(sorted(members, key=lambda each: each.alias)) for product, members in found.items()}


def _plain(model: Authenticator) -> str:
    return model.product.removesuffix(ENTERPRISE)


def _listed(models: ModelList) -> Mapping[str, list[Authenticator]]:
    """The certified models of a list by product."""
    found: dict[str, list[Authenticator]] = defaultdict(list)
    for each in entries(models.aaguids):
        if each.is_certified:
            found[_plain(each)].append(each)
    return found


def _missing(products: Iterable[str], listed: frozenset[str], catalogue: str | None) -> list[Authenticator]:
    """What came after the catalogue of the files is no news to them: an upgrade alone changes no verdict."""
    return [
        each
        for product in sorted(products)
        for each in _by_product().get(product, ())
        if each.aaguid not in listed and (catalogue is None or each.since <= catalogue)
    ]


def _is_bought_next(model: Authenticator, listed: list[Authenticator]) -> bool:
    """Not older than the newest that is listed of its product; who lists only enterprise keys wants no others."""
    is_wanted = any(each.product in (model.product, _plain(model)) for each in listed)
    return is_wanted and _version(model) >= max(map(_version, listed))


def _version(model: Authenticator) -> tuple[int, ...]:
    """`5.7.4` before `5.8`; its batches of one minor version are equally new."""
    return tuple(int(part) for part in re.findall(r"\d+", model.firmware.split("-")[-1])[:2])


def _holders(review: Review, models: ModelList, model: Authenticator) -> Reach:
    """Of a profile only those whom it reaches."""
    people = people_read(review)
    if people is None:
        return NONE
    holding = union(Reach.exactly(who) for key, who in people.keys.items() if key.aaguid == model.aaguid)
    return holding & (reach_of(review.after, people, models.id) if models.kind is Kind.PROFILE else people.enabled)


def _finding(review: Review, lack: _Lack) -> Finding:
    models, missing, holders = lack.models, lack.names, lack.holders
    few = "a sibling of a model" if len(missing) == 1 else f"{len(missing)} siblings of models"
    where = _count(models, *lack.others) if lack.others else str(models)
    lists = [f"missing in {each}" for each in (models, *lack.others)] if lack.others else []
    return verdict(
        review,
        CODE,
        Severity.WARNING if holders else Severity.NOTICE,
        f"{few} in {where} {'is' if len(missing) == 1 else 'are'} missing: {quoted(missing)}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[*lists, *(f"`{name}`: held by {people_words(holders[name])}" for name in missing if name in holders)],
        hint=_hint(lack),
        value=value_of(missing),
        affected=people_words(union(holders.values())) if holders else "whoever gets such a key",
    )


def _count(*lists: ModelList) -> str:
    """`2 profiles and 1 strength`."""
    words = ((Kind.PROFILE, "profile"), (Kind.STRENGTH, "strength"))
    counts = ((sum(each.kind is kind for each in lists), word) for kind, word in words)
    return " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)


def _hint(lack: _Lack) -> str:
    """A name without a firmware covers no other product."""
    if lack.products:
        return f"enterprise keys are a product of their own: add {quoted(lack.products)} if you buy such keys"
    return "each firmware has an AAGUID of its own: add those that you buy, or name the product without a firmware"
