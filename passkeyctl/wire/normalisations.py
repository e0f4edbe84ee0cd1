"""Every normalisation there is: what is folded when a tenant is read and compared, why, and what stands behind it.

What is not in this table is compared as it reads. `explain drift` prints it; tests hold the code to it, row by row,
and prove on generated policies that nothing else is folded.
"""

from __future__ import annotations

from passkeyctl.wire.normalisations_controls import CONTROLS
from passkeyctl.wire.normalisations_methods import METHODS
from passkeyctl.wire.normalisations_passkeys import PASSKEYS
from passkeyctl.wire.normalisations_places import PLACES
from passkeyctl.wire.normalisations_policies import POLICIES
from passkeyctl.wire.normalisations_strengths import STRENGTHS
from passkeyctl.wire.normalised import Normalisation

NORMALISATIONS: tuple[Normalisation, ...] = tuple(
    sorted((*POLICIES, *CONTROLS, *PASSKEYS, *METHODS, *STRENGTHS, *PLACES), key=lambda each: each.id)
)
