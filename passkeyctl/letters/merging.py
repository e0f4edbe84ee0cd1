"""A cohort as a table for mail merge: one row for each person, with what they may do and what they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.readiness.readiness import Readiness, Status
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.letters.choices import Choice, Choices, Sort, choices_of
from passkeyctl.letters.writing import Passkey, Recipient
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel, KnownPeople, People, Person

COLUMNS = ("signInName", "name", "id", "status", "needs", "mayRegister", "page")
PAGE = "https://mysignins.microsoft.com/security-info"
NEEDS = {
    Status.READY: "nothing",
    Status.CAN_REGISTER: "to register",
    Status.NEEDS_PASS: "a Temporary Access Pass, then to register",
    Status.NEEDS_KEY: "another authenticator than the one they have",
    Status.BLOCKED: "a change of settings",
    Status.UNKNOWN: "somebody who looks into it",
}
WORDS = {
    Sort.AUTHENTICATOR: "Microsoft Authenticator",
    Sort.WINDOWS_HELLO: "Windows Hello",
    Sort.SECURITY_KEY: "security key",
    Sort.SYNCED: "password manager",
    Sort.OTHER: "other authenticator",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """People, and the settings that they are judged by."""

    state: TenantState
    known: KnownPeople
    catalogue: tuple[Authenticator, ...]

    def rows(self, found: Readiness) -> Iterator[tuple[str, ...]]:
        """Everybody who is counted, in the order of their sign-in names; what each may register is theirs alone."""
        allowed = access(self.state, self.known.people, Nesting.COUNTS)
        profiles = {each.id: each.fields for each in allowed.profiles if each.fields is not None}
        made: dict[frozenset[str], str] = {}
        for person in self.known.roster.people(found.counted):
            reaching = _reaching(allowed, person.ordinal)
            if reaching not in made:
                made[reaching] = self._words(reaching, profiles)
            status = found.of(person.ordinal) or Status.UNKNOWN
            may = made[reaching] if person.ordinal in allowed.may_set_up.possibly else ""
            yield person.sign_in_name, person.name, person.id, status.value, NEEDS[status], may, PAGE

    def _words(self, reaching: frozenset[str], profiles: Mapping[str, Fields]) -> str:
        fields = tuple(profiles[id] for id in sorted(reaching) if id in profiles)
        return "; ".join(_word(each) for each in choices_of(fields, self.catalogue).sure)

    def recipient(self, sign_in_name: str, found: Readiness) -> tuple[Recipient, int] | None:
        """The one person among those counted whose sign-in name, or id, this is."""
        wanted = sign_in_name.casefold()
        for person in self.known.roster.people(found.counted):
            if wanted in (person.sign_in_name.casefold(), person.id.casefold()):
                status = found.of(person.ordinal) or Status.UNKNOWN
                held = tuple(self._held(person))
                return Recipient(person.name, person.sign_in_name, status.value, held), person.ordinal
        return None

    def _held(self, person: Person) -> Iterator[Passkey]:
        people: People = self.known.people
        accepted = access(self.state, people, Nesting.COUNTS).accepted
        named = {each.aaguid: each.model for each in self.catalogue}
        for key, holders in sorted(people.keys.items(), key=_by_model):
            if person.ordinal in holders:
                yield Passkey(named.get(key.aaguid or "", "a passkey"), accepted[key].of(person.ordinal))


def _by_model(held: tuple[KeyModel, object]) -> tuple[str, str, str]:
    return held[0].aaguid or "", held[0].passkey_type or "", str(held[0].is_attested)


def _reaching(allowed: Access, ordinal: int) -> frozenset[str]:
    return frozenset(id for id, reach in allowed.by_profile.items() if reach.of(ordinal) is True)


def _word(choice: Choice) -> str:
    return f"{WORDS[choice.sort]} (inside the app)" if choice.in_app else WORDS[choice.sort]


def unclear(choices: Choices) -> tuple[str, ...]:
    """What may or may not be registered, in words."""
    return (*(WORDS[each] for each in choices.perhaps), *(f"the model {each}" for each in choices.unnamed))
