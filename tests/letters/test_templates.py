"""Templates: whole letters, a user's own in front of the shipped ones, and every mistake in them with its place."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from passkeyctl.errors import UserFault
from passkeyctl.letters.kinds import CADENCE, Kind, reminders
from passkeyctl.letters.paths import Demand
from passkeyctl.letters.templates import Shelf, Templates, shipped_templates
from passkeyctl.letters.writing import Form, Occasion, Passkey, Recipient, cohort_of
from tests.letters.letters import COHORTS, GOLDEN, OCCASION, PILOT, cohorts, goldens, letters, way, written
from tests.letters.test_markdown import HOSTILE

ROOT = Path(__file__).parent.parent.parent


def test_whole_letters_are_those_kept_beside_this_test() -> None:
    kept = {each.name: each.read_bytes() for each in GOLDEN.iterdir()}
    made = {name: text.encode() for name, text in goldens().items()}
    assert sorted(made) == sorted(kept)
    assert [name for name, text in made.items() if text != kept[name]] == []


def test_reminders_come_on_the_days_that_microsoft_advises() -> None:
    days = [(each.days, each.send_on) for each in reminders(date(2026, 12, 31))]
    assert tuple(number for number, _ in days) == CADENCE == (60, 45, 30, 15, 7, 1)
    assert days[0][1] == date(2026, 11, 1)
    assert days[-1][1] == date(2026, 12, 30)


def test_reminders_whose_day_is_past_are_left_out() -> None:
    made = written(Kind.REMINDER, about=cohorts(PILOT, "PK-Pilot-Synced"))
    assert sorted(made) == [f"PK-Pilot-Synced-reminder-{each:02}.md" for each in (1, 7, 15, 30)]


def test_the_last_three_reminders_say_whom_to_ask() -> None:
    early = Occasion(enforced_on=date(2026, 12, 31), contact="extension 4711")
    made = written(Kind.REMINDER, about=cohorts(PILOT, "PK-Pilot-Synced"), occasion=early)
    asked = {name: "extension 4711" in text for name, text in made.items()}
    assert [name[-5:-3] for name, has in sorted(asked.items()) if has] == ["01", "07", "15"]


def test_a_letter_tells_each_cohort_its_own_way() -> None:
    device_bound, synced, windows = (written(Kind.ANNOUNCEMENT, about=(each,)) for each in cohorts())
    texts = ["".join(each.values()) for each in (device_bound, synced, windows)]
    inside = ["inside the app, on the phone itself" in each for each in texts]
    manager = ["Your password manager" in each for each in texts]
    hello = ["Windows Hello on your PC" in each for each in texts]
    assert (inside, manager, hello) == ([True, False, False], [False, True, False], [False, False, True])
    assert all("https://mysignins.microsoft.com/security-info" in each for each in texts)
    assert "Settings > General > AutoFill & Passwords" in texts[0]
    assert "work profile" in texts[0]
    assert "Bluetooth must be on" in texts[1]


def test_without_attestation_authenticator_may_be_begun_on_a_computer() -> None:
    text = PILOT.replace("enforceAttestation: true", "enforceAttestation: false")
    made = "".join(written(Kind.ANNOUNCEMENT, about=cohorts(text, "PK-Pilot-DeviceBound")).values())
    assert "You can also begin on a computer" in made
    assert "Bluetooth must be on, and the internet reachable, on both devices" in made


def test_a_cohort_that_can_register_nothing_gets_no_letter_and_stands_on_the_sheet() -> None:
    shut = PILOT.replace("allowSelfServiceSetup: true", "allowSelfServiceSetup: false")
    assert written(Kind.ANNOUNCEMENT, about=cohorts(shut)) == {}
    assert "| PK-Pilot-Synced | nothing" in written(Kind.SHEET, about=cohorts(shut))["sheet.md"]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("ready", "a passkey is still missing"),
        ("canRegister", "with the sign-in method that you already have"),
        ("needsTemporaryAccessPass", "You need a Temporary Access Pass first"),
        ("needsOtherKey", "not one that is accepted here"),
        ("blocked", "we have to change a setting first"),
        ("unknown", "We could not find out"),
    ],
)
def test_one_person_reads_where_they_are(status: str, says: str) -> None:
    person = Recipient("Ada", "ada@contoso.com", status, (Passkey("YubiKey 5", False),))
    (text,) = written(Kind.ANNOUNCEMENT, about=cohorts(PILOT, "PK-Pilot-Synced"), person=person).values()
    assert "Hello Ada," in text
    assert says in text
    assert "- YubiKey 5 (not accepted here)" in text
    assert ("Security info" in text.partition("## Questions")[0]) is (status != "blocked")


@pytest.mark.parametrize("is_accepted", [True, None])
def test_who_has_a_passkey_that_is_accepted_is_done(is_accepted: bool | None) -> None:
    person = Recipient("Ada", "ada@contoso.com", "ready", (Passkey("YubiKey 5", is_accepted),))
    (text,) = written(Kind.ANNOUNCEMENT, about=cohorts(PILOT, "PK-Pilot-Synced"), person=person).values()
    assert "You are done" in text
    assert "Security info" not in text.partition("## Questions")[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(name: str) -> None:
    path = way(PILOT, "PK-Pilot-Synced")
    cohort = cohort_of(name, path, {})
    hostile = Occasion(organisation=name, contact=name)
    person = Recipient(name, name, "ready", (Passkey(name, None),))
    for made in (
        written(Kind.HELPDESK, Kind.SHEET, form=Form.HTML, about=(cohort,), occasion=hostile),
        written(Kind.ANNOUNCEMENT, form=Form.HTML, about=(cohort,), occasion=hostile, person=person),
    ):
        for file, text in made.items():
            assert all(each.isalnum() or each in "-_." for each in file)
            for forbidden in (
                "<script",
                '="javascript:',
                "<img",
                "evil.example<",
                'href="https://evil',
                "\u202e",
                "\x1b",
            ):
                assert forbidden not in text.replace("https://evil.example www.evil.example", "")


def test_names_of_files_differ_where_capitals_do_not_count() -> None:
    path = way(PILOT, "PK-Pilot-Synced")
    alike = tuple(cohort_of(each, path, {}) for each in ("A b", "a?b", "\u00e6\u00f8\u00e5", "../../x", "CON"))
    made = written(Kind.ANNOUNCEMENT, about=alike)
    assert list(made) == [f"{each}-announcement.md" for each in ("A-b", "a-b-2", "cohort", "x", "CON")]


def test_the_helpdesk_reads_what_policies_will_ask() -> None:
    text = written(Kind.HELPDESK)["helpdesk.md"]
    assert "PK-Pilot-Synced: the policy PK020 - Office 365 - Require passkey will ask (it only watches now)" in text
    assert "a Temporary Access Pass does not open it" in text


def test_all_resources_stand_for_the_others() -> None:
    path = way(PILOT, "PK-Pilot-Synced")
    wide = Demand("p", ("All resources", "Office 365"), is_in_force=True, takes_hello=True)
    (text,) = written(
        Kind.ANNOUNCEMENT, about=(cohort_of("x", replace(path, demands=(wide,)), {}),), occasion=Occasion()
    ).values()
    assert "You need a passkey to sign in to all work applications." in text
    assert "Windows Hello for Business on your work computer counts as well." in text


OWN = Shelf(own={"announcement.md.j2": "# {{ organisation }}\n\n{% include '_contact.md.j2' %}"}, place="mine")


def test_a_template_of_ones_own_goes_first_and_the_rest_falls_back() -> None:
    made = written(Kind.ANNOUNCEMENT, Kind.SHEET, about=cohorts(PILOT, "PK-Pilot-Synced"), shelf=OWN)
    assert made["PK-Pilot-Synced-announcement.md"].startswith("# Contoso\n\n## Questions\n")
    assert made["sheet.md"].startswith("# Passkeys at the helpdesk")


def test_another_language_takes_what_it_has_and_english_for_the_rest() -> None:
    german = Shelf("de", {"de/announcement.md.j2": "# Hallo\n\nab {{ enforced_on | day }}", "de/_day.md.j2": DAY}, "t")
    made = written(Kind.ANNOUNCEMENT, Kind.SHEET, about=cohorts(PILOT, "PK-Pilot-Synced"), shelf=german)
    assert made["PK-Pilot-Synced-announcement.md"] == "# Hallo\n\nab 31.12.2026\n"
    assert "Required from **31.12.2026**" in made["sheet.md"]
    page = written(Kind.SHEET, form=Form.HTML, shelf=german)["sheet.html"]
    assert '<html lang="de">' in page


DAY = "{{ day.strftime('%d.%m.%Y') }}\n"

BROKEN = (
    ("# x\n\n{{ organisaton }}", 3, "`organisaton` is not known", "did you mean `organisation`?"),
    ("{% if organisaton %}x{% endif %}", 1, "`organisaton` is not known", "did you mean `organisation`?"),
    ("\n{{ cohort.nam }}", 2, "`nam` is not known", "did you mean `name`?"),
    ("\n\n{% for %}", 3, "expected an expression", "docs/letters.md"),
    ("{{ 1 / 0 }}", 1, "division by zero", "docs/letters.md"),
    ("{{ cohort | nofilter }}", 1, "no filter named `nofilter`", "docs/letters.md"),
    ("x\n{% include 'nothing.md.j2' %}", 2, "there is no template `nothing.md.j2`", "docs/letters.md"),
    ("{{ stage | day }}", 1, "`day` takes a date", "docs/letters.md"),
    ("{{ cohort.__class__.__mro__ }}", 1, "unsafe", "docs/letters.md"),
    ("{{ ''.__class__ }}", 1, "unsafe", "docs/letters.md"),
    ("{{ cycler.__init__.__globals__ }}", 1, "unsafe", "docs/letters.md"),
    ("{% include 'announcement.md.j2' %}", 1, "recursion", "docs/letters.md"),
)


@pytest.mark.parametrize(("text", "line", "says", "hint"), BROKEN)
def test_a_mistake_in_a_template_is_an_error_with_its_place(text: str, line: int, says: str, hint: str) -> None:
    shelf = Shelf(own={"announcement.md.j2": text}, place="mine")
    with pytest.raises(UserFault) as raised:
        written(Kind.ANNOUNCEMENT, about=cohorts(PILOT, "PK-Pilot-Synced"), shelf=shelf)
    (fault,) = raised.value.diagnostics()
    assert fault.source is not None
    assert (fault.source.file, fault.source.line) == ("mine/announcement.md.j2", line)
    assert says in fault.summary
    assert hint in fault.hint


def test_templates_can_change_nothing_that_they_are_told() -> None:
    with pytest.raises(UserFault):
        Templates(Shelf(own={"x.j2": "{{ words.append('x') }}"}, place="mine")).rendered("x.j2", {"words": ["a"]})


def test_no_shipped_template_is_without_a_letter_that_needs_it() -> None:
    texts = shipped_templates()
    told = (
        "".join(texts.values()) + "".join(each.template for each in Kind) + "page.html.j2 _day.md.j2 _resources.md.j2"
    )
    assert [path for path in texts if path.rpartition("/")[2] not in told] == []


def test_the_wheel_carries_the_templates() -> None:
    """Everything below the package that git does not ignore is in the wheel."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["passkeyctl"]
    assert not {"exclude", "include", "only-include", "artifacts"} & set(wheel)
    assert not {"exclude", "include"} & set(project["tool"]["hatch"].get("build", {}))
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert "j2" not in ignored
    assert "templates" not in ignored
    folder = ROOT / "passkeyctl" / "letters" / "templates"
    on_disk = {each.relative_to(folder).as_posix() for each in folder.rglob("*.j2")}
    assert on_disk == set(shipped_templates())
    assert {f"en/{each.template}" for each in Kind} <= on_disk


def test_letters_are_the_same_bytes_each_time() -> None:
    first, second = (letters(*Kind, form=Form.MAIL, about=None, occasion=OCCASION, shelf=None) for _ in range(2))
    assert first == second
    assert {each.cohort for each in first if not each.kind.is_for_helpdesk} == set(COHORTS)
