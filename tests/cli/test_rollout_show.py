"""The ladder as a picture: in the terminal, as HTML, as JSON; names that mean harm are harmless."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from passkeyctl.render.lines import columns
from tests.cli.rolling import SHORT
from tests.cli.running import PILOT, Cli

HOSTILE = "<script>alert(1)</script>\" onload='x' & `x` \\u202e"
VOID = {"meta", "br", "link"}


class Page(HTMLParser):
    """Elements in balance, and what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes.extend(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open
    return page


def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.yaml"
    note = HOSTILE.replace("\\u202e", "").replace('"', '\\"') + "\\u202e"
    path.write_text(SHORT.replace("Nobody signs in with less.", f'"{note}"'), encoding="utf-8")
    return path


def test_the_ladder_is_drawn_within_80_columns(cli: Cli) -> None:
    ran = cli("rollout", "show", PILOT)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert [each.split()[2] for each in lines if each.startswith(("  ┌", "  ├"))] == ["enforce", "observe", "enable"]
    assert "soak: what the stages before set stands as it is for 7 days" in ran.out
    assert max(map(columns, lines)) <= 80
    assert {columns(each) for each in lines[2:]} == {78}


def test_the_ladder_in_ascii(cli: Cli) -> None:
    drawn = cli("rollout", "show", "--ascii", PILOT).out
    assert drawn.isascii()
    assert "+- 1 enable -" in drawn


def test_the_ladder_with_a_tenant_shows_how_it_stands(cli: Cli, sandbox: str) -> None:
    ran = cli("rollout", "show", sandbox, "--stage", "observe", PILOT)
    assert "held by a gate" in ran.out
    assert "missing: " in ran.out
    assert max(map(columns, ran.out.splitlines())) <= 80


def test_the_page_loads_nothing_and_can_be_walked(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "ladder.html"
    assert cli("rollout", "show", sandbox, "--html", file, PILOT).code == 0
    text = file.read_text(encoding="utf-8")
    page = page_of(text)
    assert {"header", "main", "footer", "nav", "h1", "h2", "table", "caption"} <= set(page.seen)
    assert page.seen.count("h1") == 1
    assert page.seen.count("h2") == 3
    assert not {"script", "img", "link", "iframe"} & set(page.seen)
    assert "http://" not in text
    assert "https://" not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in page.attributes if name == "href"} <= {f"#{each}" for each in ids}


def test_a_page_with_names_is_kept_in_mind_and_purged(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    of_files, named = tmp_path / "files.html", tmp_path / "named.html"
    cli("rollout", "show", "--html", of_files, PILOT)
    cli("rollout", "show", sandbox, "--stage", "observe", "--html", named, PILOT)
    assert "ada.abel" not in of_files.read_text(encoding="utf-8")
    assert "missing: " in named.read_text(encoding="utf-8")
    listed = cli("purge", "--dry-run").out
    assert str(named) in listed
    assert str(of_files) not in listed


def test_hostile_words_are_text_on_the_page_and_in_the_terminal(cli: Cli, tmp_path: Path) -> None:
    path, file = hostile(tmp_path), tmp_path / "ladder.html"
    assert cli("rollout", "show", "--html", file, path).code == 0
    text = file.read_text(encoding="utf-8")
    page = page_of(text)
    assert "script" not in page.seen
    assert "onload" not in {name for name, _ in page.attributes}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\u202e" not in text
    drawn = cli("rollout", "show", path).out
    assert "\u202e" not in drawn
    assert max(map(columns, drawn.splitlines())) <= 80


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_table(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    name = "enforce-" + "x" * 90
    path = tmp_path / "long.yaml"
    path.write_text(SHORT.replace("name: enforce", f"name: {name}"), encoding="utf-8")
    drawn = cli("rollout", "show", path).out
    assert "x..." in drawn
    assert max(map(columns, drawn.splitlines())) <= 80
    table = cli("rollout", "status", sandbox, path).out
    before_commands = table.partition("\nNext\n")[0]
    assert max(map(columns, before_commands.splitlines())) <= 80
    assert name in "".join(each.strip() for each in before_commands.splitlines())


def test_json_of_files_and_of_a_tenant(cli: Cli, sandbox: str) -> None:
    offline = cli("rollout", "show", "--json", PILOT).json()
    assert offline["kind"] == "rollout"
    stages = offline["stages"]
    assert isinstance(stages, list)
    assert [each["name"] for each in stages if isinstance(each, dict)] == ["enable", "observe", "enforce"]
    live = cli("rollout", "show", "--json", sandbox, PILOT).json()
    assert isinstance(live["rollout"], dict)
    assert live["rollout"]["wanted"] == "enable"
    assert cli("rollout", "show", "--json", "--html", "x.html", PILOT).code == 64


def test_the_second_status_has_a_trend(cli: Cli, sandbox: str) -> None:
    first = cli("rollout", "status", sandbox, PILOT)
    assert "(first measurement)" in first.out
    assert max(map(columns, first.out.partition("\nNext\n")[0].splitlines())) <= 80
    cli("sandbox", "advance", sandbox, "--days", "1", PILOT)
    assert "(no change in 1 day)" in cli("rollout", "status", sandbox, PILOT).out


def test_a_status_for_a_public_place_names_nobody(cli: Cli, sandbox: str) -> None:
    ran = cli("rollout", "status", "--redact", sandbox, PILOT)
    assert "missing: <missing 1>" in ran.out
    assert "@contoso" not in ran.out
    assert "Contoso" not in ran.out
