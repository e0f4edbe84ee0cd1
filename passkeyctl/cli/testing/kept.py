"""Policy tests by the settings that were read last and are kept on this machine, with the files over them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from passkeyctl.census.age import is_fresh
from passkeyctl.cli.remembered import ENDING, recall
from passkeyctl.cli.testing.ground import Ground, kept_people, words_of
from passkeyctl.cli.who.answering import tenant_alone
from passkeyctl.cli.who.offline import settings_of
from passkeyctl.cli.who.states import changes_of, emergency_groups, states_of
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.insight.policy_tests.names import Naming, local_ids, objects_in
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration

HINT = (
    "nothing that is kept is called so: correct the name, or read the tenant again with `passkeyctl who` and the files"
)


def kept_ground(configuration: Configuration | None, tenant: str, oldest: timedelta) -> Ground:
    meant = configuration or tenant_alone(tenant)
    found = settings_of(meant, tenant)
    settings = recall(found)
    changes = changes_of(meant, settings.prior, settings.directory)
    _, state = states_of(settings.prior, changes)
    groups = groups_mentioned(state) | emergency_groups(meant, settings.directory)
    planned = sum(each.action is not Action.NO_OP for each in changes) if configuration is not None else None
    naming = Naming(state, objects_in(settings.directory), local_ids(changes), HINT)
    return Ground(
        settings.destination.tenant_name or settings.destination.tenant_id,
        f"{words_of(planned)}, as read {settings.read_at:%Y-%m-%d %H:%M} UTC",
        state,
        settings.directory,
        naming,
        kept_people(found.path.with_name(found.path.name.removesuffix(ENDING) + ".db"), groups),
        _age(settings.read_at, oldest),
    )


def _age(read_at: datetime, oldest: timedelta) -> tuple[str, ...]:
    now = datetime.now(UTC)
    if read_at > now:
        return (f"notice: the settings: read {read_at:%Y-%m-%d %H:%M} UTC, which is in the future: a clock was wrong",)
    if not is_fresh(read_at, now, oldest):
        return (f"notice: the settings: read {read_at:%Y-%m-%d %H:%M} UTC, which is older than --max-age",)
    return ()
