"""The first round trip of whatever holds files against a tenant: what their sections need, and whom they name."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.apply.staging import Ladders
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import answered_by, look_up
from passkeyctl.graph.reader import KINDS, Reading, read_tenant
from passkeyctl.graph.together import together
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Organization
from passkeyctl.model.reference import Reference
from passkeyctl.needs import asks_for_beta_campaign, kinds_needed, references_of
from passkeyctl.plan.operation import Family


@dataclass(frozen=True, slots=True)
class ToReadFirst:
    """What the first round trip reads: for a roll-out what any of its stages needs."""

    references: frozenset[Reference]
    kinds: frozenset[Kind]
    families: frozenset[Family]
    campaign_beta: bool
    policies_beta: bool


def what_to_read(configuration: Configuration, ladders: Ladders | None, also_read: frozenset[Family]) -> ToReadFirst:
    heights = ladders.upto if ladders is not None else (configuration,)
    kinds = frozenset[Kind]().union(*map(kinds_needed, heights))
    return ToReadFirst(
        frozenset[Reference]().union(*map(references_of, heights)),
        kinds,
        also_read | {family for family in Family if kinds.intersection(KINDS[family])},
        any(map(asks_for_beta_campaign, heights)),
        any(each.of(Kind.POLICY) for each in heights),
    )


@dataclass(frozen=True, slots=True)
class FirstRead:
    reading: Reading
    directory: Directory
    organization: Organization | None


async def first_read(
    client: GraphClient, wanted: ToReadFirst, *, compare_beta: bool, campaign_beta: bool, policies_beta: bool
) -> FirstRead:
    reading, (looked_up, organization) = await together(
        read_tenant(
            client,
            compare_beta=compare_beta,
            families=wanted.families,
            campaign_beta=campaign_beta,
            policies_beta=policies_beta,
        ),
        look_up(client, wanted.references, read_already=wanted.kinds),
    )
    return FirstRead(reading, looked_up.merged(answered_by(reading.state, wanted.references)), organization)
