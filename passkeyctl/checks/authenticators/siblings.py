"""The same product in another firmware has another AAGUID: keys that are bought next are refused (AAG209)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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

ENTERPRISE = "-enterprise"


def missing_siblings(review: Review) -> Iterator[Finding]:
    """AAG209: of a listed product a newer batch is missing, or one that somebody holds."""
    for models in model_lists(review):
        if not models.is_allowing:
            continue
        listed = _listed(models)
        missing = _missing(listed, models.aaguids, review.configuration.catalogue)
        holders = {each.alias: found for each in missing if (found := _holders(review, models, each)).possibly}
        bought_next = [each.alias for each in missing if _is_bought_next(each, listed[_plain(each)])]
        if holders:
            yield _finding(review, models, sorted({*holders, *bought_next}), holders)
        elif bought_next and _is_touched(review, models):
            yield _finding(review, models, bought_next, {})


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


def _finding(review: Review, models: ModelList, missing: list[str], holders: Mapping[str, Reach]) -> Finding:
    held = union(holders.values())
    few = "a sibling of a model" if len(missing) == 1 else f"{len(missing)} siblings of models"
    return verdict(
        review,
        "AAG209",
        Severity.WARNING if holders else Severity.NOTICE,
        f"{few} in {models} {'is' if len(missing) == 1 else 'are'} missing: {quoted(missing)}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[f"`{name}`: held by {people_words(holders[name])}" for name in missing if name in holders],
        hint="each firmware has an AAGUID of its own: add those that you buy, or name the product without a firmware",
        value=value_of(missing),
        affected=people_words(held) if holders else "whoever gets such a key",
    )
