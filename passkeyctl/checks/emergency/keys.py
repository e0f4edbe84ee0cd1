"""Every emergency access account keeps a passkey, or a certificate, that it can sign in with (EMG503).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.insight.accounts.account import OneAccount
from passkeyctl.insight.accounts.keys import has_key, refusing
from passkeyctl.insight.passkeys.acceptance import accepts, members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Account
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel
from passkeyctl.model.profile_content import accepts_all_of

CERTIFICATE = "x509Certificate"


def keys_still_accepted(review: Review) -> Iterator[Finding]:
    """EMG503: what profiles and strengths accept after the plan of the keys that these accounts hold."""
    described = review.configuration.emergency
    if review.emergency is None or described is None or Fact.KEYS not in review.facts.wanted:
        return
    if described.registered_method == CERTIFICATE:
        yield from _certificates(review)
        return
    if _is_off_all_along(review) and not _insists(review):
        because = "passkeys are off, and what the emergency access accounts sign in with instead is not read"
        yield unchecked("EMG503", because, "`registeredMethod: fido2` says that it must be a passkey")
        return
    for account in review.emergency.accounts:
        if account.is_enabled is not False:
            yield from _judged(review, account)


def _judged(review: Review, account: Account) -> Iterator[Finding]:
    one = OneAccount(account.id, account.group_ids, review.facts.passkeys.get(account.id))
    later = has_key(one, review.after)
    if later is True:
        return
    earlier = has_key(one, review.before)
    if later is None or _may_have_a_certificate(review, account):
        yield from _unknown(review, account, one, earlier)
        return
    yield verdict(
        review,
        "EMG503",
        Severity.ERROR,
        f"the emergency account `{account.name}` has no passkey that is accepted",
        source=_source(review),
        is_touched=earlier is not False or (bool(one.keys) and _decides_about(review, account)),
        detail=_why(review, one),
        hint=_hint(review, one),
        value=account.name,
        affected=account.name,
    )


def _hint(review: Review, one: OneAccount) -> str:
    if one.keys == ():
        return "register a passkey of a model that a profile reaching it accepts"
    if _state(review.after) == "disabled":
        return (
            "keep passkeys switched on; `undo` keeps them so with `--leave passkeys` and what the account needs of them"
        )
    dropped = next(_dropped(review, one), None)
    if dropped is not None:
        profile, key = dropped
        return f"let the profile `{profile}`, which reaches it, go on taking {_models(review, (key,))[0]}"
    return "target its group with a profile that accepts its key, and leave it out of `passkeys.exclude` and policies"


def _dropped(review: Review, one: OneAccount) -> Iterator[tuple[str, KeyModel]]:
    """A profile that goes on reaching the account, and a key of it that just this plan makes it refuse."""
    own = {EVERYONE, *(one.group_ids or ())}
    reaching = {id for row in review.after.of(Kind.TARGET) if row.id in own for id in members(row.fields, "profiles")}
    for later in review.after.of(Kind.PROFILE):
        earlier = review.before.by_id(Kind.PROFILE, later.id)
        if earlier is None or later.id not in reaching:
            continue
        for key in one.keys or ():
            if accepts(earlier.fields, key) and accepts(later.fields, key) is False:
                yield later.name, key


def _why(review: Review, one: OneAccount) -> list[str]:
    """What refuses: a policy by its name, or the profiles."""
    if one.keys == ():
        return ["it holds no passkey"]
    said = [f"its passkey is {each}" for each in _models(review, one.keys or ())]
    if _state(review.after) == "disabled":
        return [*said, "passkeys are switched off"]
    refusals = [f"`{name}` reaches it and takes none of them" for name in refusing(one, review.after)]
    none = "no profile that reaches it takes one of them" if one.keys else "no profile reaches it"
    return [*said, *(refusals or [none])]


def _models(review: Review, keys: tuple[KeyModel, ...]) -> list[str]:
    catalogue = load(review.configuration.catalogue)
    listed = sorted({each.aaguid for each in keys if each.aaguid is not None})
    names = shortest_names(listed, catalogue, {}) if isinstance(catalogue, Catalogue) else tuple(listed)
    return [
        *(f"`{each}`" for each in names),
        *(["of an unknown model"] if any(not each.aaguid for each in keys) else []),
    ]


def _unknown(review: Review, account: Account, one: OneAccount, earlier: bool | None) -> Iterator[Finding]:
    because = _because(review, account, one)
    if earlier is False or (earlier is None and not tightens(review, account)):
        yield unchecked("EMG503", because, "allow the tool to read passkeys (docs/permissions.md)")
        return
    yield verdict(
        review,
        "EMG503",
        Severity.ERROR,
        f"whether the emergency account `{account.name}` keeps a passkey that is accepted is unknown",
        source=_source(review),
        is_touched=True,
        is_unknown=True,
        detail=[because],
        hint="allow the tool to read it (docs/permissions.md), or say why it holds with an override",
        value=account.name,
        affected=f"unknown, because {because}",
    )


def _because(review: Review, account: Account, one: OneAccount) -> str:
    if one.keys is None:
        return review.facts.why(Fact.KEYS)
    if one.group_ids is None:
        return f"the groups of `{account.name}` could not be read"
    if has_key(one, review.after) is False:
        return f"`{account.name}` may have a certificate, which Graph does not show"
    return f"not all that decides about the passkeys of `{account.name}` is known here"


def tightens(review: Review, account: Account) -> bool:
    """Whether the plan takes something from passkeys that this account may sign in with."""
    earlier, later = review.before, review.after
    if _state(earlier) != _state(later) and _state(later) == "disabled":
        return True
    excluded = {each.id for each in later.of(Kind.EXCLUDE)} - {each.id for each in earlier.of(Kind.EXCLUDE)}
    if excluded if account.group_ids is None else excluded & account.group_ids:
        return True
    rows = {each.id: members(each.fields, "profiles") for each in later.of(Kind.TARGET)}
    for row in earlier.of(Kind.TARGET):
        may_be_in = row.id == EVERYONE or account.group_ids is None or row.id in account.group_ids
        if may_be_in and members(row.fields, "profiles") - rows.get(row.id, frozenset()):
            return True
    return any(_narrows(review, each.id) for each in earlier.of(Kind.PROFILE)) or _asks_more(review)


def _state(state: TenantState) -> str:
    settings = state.fields(Kind.PASSKEYS)
    return str(settings["state"]) if settings is not None else ""


def _narrows(review: Review, id: str) -> bool:
    """For signing in, where attestation isn't looked at."""
    earlier, later = (each.by_id(Kind.PROFILE, id) for each in (review.before, review.after))
    if earlier is None or later is None:
        return earlier is not None
    planned = {**later.fields, "enforceAttestation": earlier.fields["enforceAttestation"]}
    return not accepts_all_of(planned, earlier.fields)


def _asks_more(review: Review) -> bool:
    """A strength that is changed: which policies demand it, and whom they reach, is part of what is not known."""
    return bool(review.active_of(Kind.STRENGTH))


def _decides_about(review: Review, account: Account) -> bool:
    """Whether the plan writes what its passkeys hang on, though they were refused before as well.

    That is no harm done by the plan; but it is not what files want that insist on a passkey. While passkeys are off,
    nothing of it has an effect.
    """
    if _state(review.after) == "disabled" or not _insists(review):
        return False
    own = {EVERYONE, *(account.group_ids or ())}
    profiles = {id for row in review.after.of(Kind.TARGET) if row.id in own for id in members(row.fields, "profiles")}
    for change in review.active:
        kind = change.address.kind
        if kind is Kind.PASSKEYS and change.changed("state") is not None:
            return True
        if (kind in (Kind.TARGET, Kind.EXCLUDE) and change.id in own) or (
            kind is Kind.PROFILE and change.id in profiles
        ):
            return True
    return False


def _is_off_all_along(review: Review) -> bool:
    return {_state(review.before), _state(review.after)} == {"disabled"}


def _insists(review: Review) -> bool:
    """Whether the files say that it must be a passkey."""
    described = review.configuration.emergency
    return described is not None and described.registered_method is not None


def _may_have_a_certificate(review: Review, account: Account) -> bool:
    """Where the files don't insist on a passkey and certificates are on for it, Graph can't tell that it has none."""
    return not _insists(review) and certificates_reach(review, account) is not False


def certificates_reach(review: Review, account: Account) -> bool | None:
    """Whether certificate-based authentication is on for an account; None: nobody can tell."""
    if review.facts.methods is None:
        return None
    method = review.facts.methods.get(CERTIFICATE.lower())
    if method is None or method.state != "enabled":
        return False
    if account.group_ids is None:
        return None
    own = {"all_users", account.id, *account.group_ids}
    return bool(method.targets & own) and not method.excludes & own


def _certificates(review: Review) -> Iterator[Finding]:
    """Which certificates somebody has, Graph doesn't show: what it shows is whether they may be used at all."""
    assert review.emergency is not None
    for account in review.emergency.accounts:
        if account.is_enabled is False:
            continue
        if certificates_reach(review, account) is False:
            yield verdict(
                review,
                "EMG503",
                Severity.ERROR,
                f"certificate-based authentication is not on for the emergency account `{account.name}`",
                source=_source(review),
                is_touched=False,
                hint="switch it on for the emergency group, or let the accounts have a passkey",
                value=account.name,
                affected=account.name,
            )
        else:
            yield unchecked("EMG503", f"Graph does not show the certificates of `{account.name}`")


def _source(review: Review) -> SourceRange | None:
    described = review.configuration.emergency
    return described.source if described is not None else None
