"""Walked documents of policy tests -> PolicyTest values; every fault is told with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from passkeyctl.config.faults import fault
from passkeyctl.config.parse_outcomes import expectation
from passkeyctl.config.references import reference
from passkeyctl.config.schema_tests import SORTS
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.tested_models import ModelsInTests
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Configuration
from passkeyctl.model.policy_tests import (
    DescribedPerson,
    HeldPasskey,
    NamedPerson,
    PolicyTest,
    WrittenPolicy,
    WrittenSignIn,
)
from passkeyctl.model.reference import Reference, RefKind

_WORDS = ("Office 365", "Microsoft Admin Portals")
_NO_RESOURCES = ("All resources", "None")


def policy_tests(
    documents: Sequence[Keys], configuration: Configuration | None, found: list[Diagnostic]
) -> tuple[PolicyTest, ...]:
    """The tests in the order of the files; aliases of groups and keys are those of the configuration beside them."""
    parsing = _Parsing(configuration, found)
    return tuple(test for document in documents for test in parsing.document(document))


class _Parsing:
    def __init__(self, configuration: Configuration | None, found: list[Diagnostic]) -> None:
        self._groups = configuration.groups if configuration is not None else {}
        self._models = ModelsInTests(configuration, found)
        self._found = found

    def document(self, keys: Keys) -> Iterator[PolicyTest]:
        written = keys.get("personas")
        personas = {name: self._described(spot.keys) for name, spot in written.keys.items()} if written else {}
        always, kind = keys.get("everySignIn"), keys.get("kind")
        if not keys.has("tests") and kind is not None:
            self._found.append(fault("there are no tests in this document", kind.source, "list them under `tests:`"))
        for spot in keys.members("tests"):
            yield self._test(spot, personas, always.keys if always is not None else Keys({}))

    def _test(self, spot: Spot, personas: dict[str, DescribedPerson], always: Keys) -> PolicyTest:
        keys, who = spot.keys, spot.keys.get("person")
        assert who is not None  # the walk tells a test without
        person = self._person(who, personas)
        written = keys.get("signIn")
        sign_in = self._sign_in(written, always) if written is not None else None
        expect = keys.get("expect")
        assert expect is not None
        expected = expectation(expect, self._models, self._found)
        if expected.is_of_a_sign_in and sign_in is None:
            hint = "add `signIn:` with what is signed in to"
            self._found.append(fault("what is expected of a sign-in needs one", expect.source, hint))
        if sign_in is not None and written is not None and not expected.is_of_a_sign_in:
            hint = "add `access:`, `needs:` or `asks:` under `expect`, or take `signIn` out"
            self._found.append(fault("nothing is expected of this sign-in", written.source, hint))
        name = keys.text("name") or _made_up(who, written)
        return PolicyTest(name, person, sign_in, expected, spot.place, _as_if_enabled(keys.get("asIfEnabled")))

    def _person(self, spot: Spot, personas: dict[str, DescribedPerson]) -> DescribedPerson | NamedPerson:
        if isinstance(spot.value, Keys):
            return self._described(spot.keys)
        if spot.text in personas:
            return personas[spot.text]
        return NamedPerson(spot.text, spot.place)

    def _described(self, keys: Keys) -> DescribedPerson:
        has_pass = keys.get("temporaryAccessPass")
        return DescribedPerson(
            self._references(RefKind.GROUP, keys.members("groups")),
            self._references(RefKind.ROLE, keys.members("roles")),
            self._references(RefKind.ROLE, keys.members("eligibleRoles")),
            keys.text("guest"),
            frozenset(each.text for each in keys.members("methods")),
            tuple(each for spot in keys.members("passkeys") if (each := self._passkey(spot)) is not None),
            has_pass.flag if has_pass is not None else False,
        )

    def _references(self, kind: RefKind, spots: Iterable[Spot]) -> tuple[Reference, ...]:
        return tuple(reference(kind, each, self._found, self._groups) for each in spots)

    def _passkey(self, spot: Spot) -> HeldPasskey | None:
        model = spot.keys.get("model") if isinstance(spot.value, Keys) else spot
        assert model is not None
        if model.text in SORTS:
            hint = "name the model, such as `yubikey-5-nfc@5.7`"
            self._found.append(fault(f"`{model.text}` is no model of passkey", model.place, hint))
            return None
        keys = self._models.keys(model, spot.keys.text("type") if isinstance(spot.value, Keys) else None)
        return HeldPasskey(model.text, keys, model.place) if keys else None

    def _sign_in(self, spot: Spot, always: Keys) -> WrittenSignIn:
        """What the test itself says wins, also where it says another kind of target."""
        own = spot.keys.spots
        targets = ("resource", "userAction", "authenticationContext")
        has_target = any(spot.keys.has(each) for each in targets)
        kept = {name: each for name, each in always.items() if not (has_target and name in targets)}
        keys = Keys({**kept, **own})
        self._check_target(spot, keys, targets)
        return WrittenSignIn(
            self._resource(keys.get("resource")),
            keys.text("userAction"),
            self._reference(RefKind.CONTEXT, keys.get("authenticationContext")),
            keys.text("platform"),
            keys.text("clientApp"),
            self._address(keys.get("ipAddress")),
            _country(keys.text("country")),
            self._reference(RefKind.LOCATION, keys.get("location")),
            keys.text("signInRisk"),
            keys.text("userRisk"),
            keys.text("insiderRisk"),
            keys.text("authenticationFlow"),
            frozenset(each.text for each in keys.members("meets")),
        )

    def _check_target(self, spot: Spot, keys: Keys, targets: tuple[str, ...]) -> None:
        named = [each for each in targets if keys.has(each)]
        if not named:
            hint = "add `resource:`, `userAction:` or `authenticationContext:`"
            self._found.append(fault("the sign-in doesn't say what it is to", spot.source, hint))
        elif "userAction" in named and len(named) > 1:
            hint = f"take `userAction` or `{next(each for each in named if each != 'userAction')}` out"
            self._found.append(fault("a sign-in is to a resource or is a user action", spot.source, hint))

    def _resource(self, spot: Spot | None) -> Reference | None:
        if spot is None:
            return None
        if spot.text in _NO_RESOURCES:
            hint = "name one application, `Office 365` or `Microsoft Admin Portals`"
            self._found.append(fault(f"nobody signs in to `{spot.text}`", spot.place, hint))
        known = next((each for each in _WORDS if each.casefold() == spot.text.casefold()), None)
        if known is not None:
            return Reference(RefKind.APPLICATION, known, id=known, source=spot.place)
        return reference(RefKind.APPLICATION, spot, self._found, {})

    def _reference(self, kind: RefKind, spot: Spot | None) -> Reference | None:
        return reference(kind, spot, self._found, {}) if spot is not None else None

    def _address(self, spot: Spot | None) -> IPv4Address | IPv6Address | None:
        if spot is None:
            return None
        try:
            return ip_address(spot.text)
        except ValueError:
            hint = "write it like 198.51.100.7 or 2001:db8::7"
            self._found.append(fault(f"`{spot.text}` is no address", spot.place, hint))
            return None


def _as_if_enabled(spot: Spot | None) -> tuple[WrittenPolicy, ...] | None:
    """`all` is None."""
    if spot is None:
        return ()
    return (
        tuple(WrittenPolicy(each.text, each.place) for each in spot.members) if isinstance(spot.value, list) else None
    )


def _country(written: str | None) -> str | None:
    return written if written in (None, "unknown") else written.upper()


def _made_up(person: Spot, sign_in: Spot | None) -> str:
    """`groups: PK-Pilot: Office 365`."""
    if isinstance(person.value, Keys):
        parts = [each.text for _, spot in person.keys.items() if isinstance(spot.value, list)
                 for each in spot.members if isinstance(each.value, str)]  # fmt: skip
        who = ", ".join(parts) or "a person"
    else:
        who = person.text
    keys = sign_in.keys if sign_in is not None else Keys({})
    what = keys.text("resource") or keys.text("userAction") or keys.text("authenticationContext")
    return f"{who}: {what}" if what else who
