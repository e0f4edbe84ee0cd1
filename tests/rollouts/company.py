"""A company that goes through a roll-out: the commands an administrator gives, and who gets in after each of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.json_types import JsonValue
from passkeyctl.sandbox.people import locked_out
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.tenant import Tenant
from tests.cli.running import Cli, Ran

LANGUAGE_SERVER = re.compile(r"^# yaml-language-server.*\n", re.M)


@dataclass(frozen=True, slots=True)
class Company:
    """`folder` holds its files, `database` its tenant."""

    cli: Cli
    folder: Path
    database: Path

    @classmethod
    def of(cls, cli: Cli, example: Path, below: Path) -> Company:
        folder = below / example.name
        shutil.copytree(example, folder)
        for each in folder.glob("*.yaml"):
            each.write_text(LANGUAGE_SERVER.sub("", each.read_text(encoding="utf-8")), encoding="utf-8")
        company = cls(cli, folder, below / "tenant.db")
        assert company("sandbox", "seed").code == 0
        return company

    def __call__(self, *arguments: str | Path) -> Ran:
        """One command on these files and this tenant."""
        return self.cli(*arguments, self.folder, f"--tenant=sandbox:{self.database}")

    def edit(self, was: str, becomes: str) -> None:
        """In the one file that has it."""
        (file,) = (each for each in self.folder.glob("*.yaml") if was in each.read_text(encoding="utf-8"))
        file.write_text(file.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")

    def apply(self, *arguments: str) -> Ran:
        return self("apply", "--auto-approve", *arguments)

    def days(self, number: int, *arguments: str) -> Ran:
        return self("sandbox", "advance", "--days", str(number), *arguments)

    def invite(self, *groups: str) -> None:
        """A pass for everybody of these groups who needs one."""
        for group in groups:
            target = self.database.parent / f"passes-{len(list(self.database.parent.glob('passes-*')))}.csv"
            invited = self("rollout", "invite", group, "--out", target, "--auto-approve")
            assert invited.code == 0, invited.err

    @property
    def shut_out(self) -> Mapping[str, tuple[str, ...]]:
        """Who can't get into Office 365 now, and because of which policies, by the sandbox's own judgement."""
        store = Store.open(self.database, clock=lambda: datetime.now(UTC), new_id=lambda: "unused")
        try:
            return locked_out(Tenant(store))
        finally:
            store.close()

    def state_of(self, policy: str) -> JsonValue:
        """Graph's word, of the policy with this name."""
        policies = self("sandbox", "inspect").json()["conditionalAccessPolicies"]
        assert isinstance(policies, list)
        (found,) = (each for each in policies if isinstance(each, dict) and each["displayName"] == policy)
        return found["state"]
