"""What is to be granted, as JSON and as scripts: the same permissions in each, and shells that take them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.model.needs_of_commands import Need, Use, Weight
from passkeyctl.render.doctor.grant_powershell import powershell_script
from passkeyctl.render.doctor.grant_shell import az_script
from passkeyctl.render.doctor.grant_view import identities_of
from tests.cli.running import PILOT, SMALL, Cli
from tests.render.documents import faults

GRAPH = "00000003-0000-0000-c000-000000000000"
ADD = re.compile(r"^add \"\$(\w+)\" (\S+)$", re.MULTILINE)
GRANT = re.compile(r"^Grant-Permission \$(\w+) '([^']+)'$", re.MULTILINE)
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def applications(document: JsonObject) -> dict[str, JsonObject]:
    assert faults(document) == []
    listed = document["applications"]
    assert isinstance(listed, list)
    return {str(each["name"]): each for each in listed if isinstance(each, dict)}


def granted(application: JsonObject) -> set[str]:
    match application["requiredResourceAccess"]:
        case [{"resourceAppId": id, "resourceAccess": list(rows)}] if id == GRAPH:
            return {str(each["value"]) for each in rows if isinstance(each, dict) and each["type"] == "Role"}
        case other:
            raise AssertionError(other)


def by_name(found: list[tuple[str, str]]) -> dict[str, set[str]]:
    names = dict.fromkeys(name.lower() for name, _ in found)
    return {name: {each for who, each in found if who.lower() == name} for name in names}


@pytest.mark.parametrize("uses", [(), ("plan",), ("apply",), ("drift", "apply", "invite"), ("who", "readiness")])
def test_the_three_forms_grant_the_same(cli: Cli, uses: tuple[str, ...]) -> None:
    wanted = [part for each in uses for part in ("--for", each)]
    as_json = cli("doctor", PILOT, "--permissions", "json", *wanted).json()
    expected = {name: granted(each) for name, each in applications(as_json).items()}
    assert by_name(ADD.findall(cli("doctor", PILOT, "--permissions", "az", *wanted).out)) == expected
    assert by_name(GRANT.findall(cli("doctor", PILOT, "--permissions", "powershell", *wanted).out)) == expected


def test_a_reader_gets_nothing_that_writes_and_a_writer_no_passes(cli: Cli, small: Path) -> None:
    found = applications(cli("doctor", small, "--permissions", "json", "--for", "plan", "--for", "apply",
                             "--for", "invite").json())  # fmt: skip
    assert list(found) == ["reader", "writer", "issuer"]
    assert not [each for each in granted(found["reader"]) if "Write" in each]
    assert {each for each in granted(found["writer"]) if "Write" in each} == {
        "Policy.ReadWrite.AuthenticationMethod",
        "Policy.ReadWrite.ConditionalAccess",
    }
    assert {each for each in granted(found["issuer"]) if "Write" in each} == {"UserAuthMethod-TAP.ReadWrite.All"}
    assert found["writer"]["for"] == ["apply"]


def test_files_decide_what_is_granted(cli: Cli, small: Path, tmp_path: Path) -> None:
    plain = granted(applications(cli("doctor", small, "--permissions", "json", "--for", "plan").json())["reader"])
    asking = tmp_path / "asking.yaml"
    asking.write_text(SMALL + "requires: {licences: [AAD_PREMIUM]}\n", encoding="utf-8")
    more = granted(applications(cli("doctor", asking, "--permissions", "json", "--for", "plan").json())["reader"])
    assert more - plain == {"LicenseAssignment.Read.All"}
    assert plain < more


def test_each_permission_says_which_command_needs_it_and_what_for(cli: Cli, small: Path) -> None:
    reader = applications(cli("doctor", small, "--permissions", "json").json())["reader"]
    rows = [*_rows(reader["permissions"]), *_rows(reader["optional"])]
    assert rows
    for each in rows:
        assert each["for"]
        assert each["purposes"]
    out = cli("doctor", small, "--permissions", "az").out
    assert '# plan, drift: groups\nadd "$READER" Group.ReadBasic.All\n' in out
    assert "# drift: who changed what" in out


def _rows(value: object) -> list[JsonObject]:
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize("form", ["json", "az", "powershell"])
def test_no_id_of_a_permission_has_to_be_believed(cli: Cli, small: Path, form: str) -> None:
    assert set(GUID.findall(cli("doctor", small, "--permissions", form).out)) == {GRAPH}


def test_the_cloud_of_the_files_is_that_of_the_scripts(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "usgov.yaml"
    file.write_text(SMALL.replace("com}", "com, cloud: usgov}", 1), encoding="utf-8")
    assert "az cloud set --name AzureUSGovernment" in cli("doctor", file, "--permissions", "az").out
    assert "-Environment USGov " in cli("doctor", file, "--permissions", "powershell").out
    assert cli("doctor", file, "--permissions", "json").json()["cloud"] == "usgov"


def test_files_that_do_not_load_grant_nothing(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(SMALL + "pasksys: {}\n", encoding="utf-8")
    ran = cli("doctor", file, "--permissions", "az")
    assert (ran.code, ran.out) == (1, "")


HOSTILE = Need(("Policy.Read.All'; rm -rf \"$HOME\"; '",), "a\nrm -rf .\r`id` $(id)", "b", Weight.REQUIRED)


def test_whatever_a_permission_is_called_it_stays_one_word() -> None:
    identities = identities_of([(Use.PLAN, HOSTILE)])
    shell = az_script(identities, cloud="global", version="1\nrm -rf .")
    (line,) = [each for each in shell.splitlines() if each.startswith('add "')]
    assert shlex.split(line) == ["add", "$READER", HOSTILE.least]
    power = powershell_script(identities, cloud="global", version="1\nRemove-Item .")
    (line,) = [each for each in power.splitlines() if each.startswith("Grant-Permission ")]
    assert line == "Grant-Permission $reader 'Policy.Read.All''; rm -rf \"$HOME\"; '''"
    for each in (*shell.splitlines(), *power.splitlines()):
        assert not each.startswith(("rm", "Remove-Item"))


def test_a_shell_runs_it_and_asks_for_what_is_not_set(cli: Cli, small: Path, tmp_path: Path) -> None:
    """With an `az` that writes down what it is asked, and gives every permission an id of its name."""
    shell = shutil.which("sh")
    script = tmp_path / "grant.sh"
    script.write_text(cli("doctor", small, "--permissions", "az").out, encoding="utf-8")
    if shell is None:  # Windows has none of its own; the text is proved above
        assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
        return
    asked = tmp_path / "asked"
    az = tmp_path / "az"
    az.write_text(
        f'#!/bin/sh\necho "$*" >> "{asked}"\nif [ "$3" = show ]; then echo "$7" | tr -d "[]?|=\' "; fi\n',
        encoding="utf-8",
    )
    az.chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    bare = subprocess.run([shell, script], env=path, capture_output=True, text=True, check=False)
    assert bare.returncode != 0
    assert "set it to the client id of the application that is the reader" in bare.stderr
    assert not asked.exists()
    done = subprocess.run(
        [shell, script], env={**path, "READER": "r", "WRITER": "w"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = asked.read_text(encoding="utf-8").splitlines()
    assert [each for each in lines if each.endswith("admin-consent --id r")]
    added = [each for each in lines if " permission add " in each and "--id r " in each]
    assert any("appRolesvalueGroup.ReadBasic.All" in each and "=Role --output none" in each for each in added)


def test_shellcheck_has_nothing_to_say(cli: Cli, small: Path, tmp_path: Path) -> None:
    script = tmp_path / "grant.sh"
    out = cli("doctor", small, "--permissions", "az", "--for", "plan", "--for", "apply", "--for", "invite").out
    script.write_text(out, encoding="utf-8")
    shellcheck = shutil.which("shellcheck")
    if shellcheck is not None:
        done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")
    assert out.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in out
