"""Every normalisation there is: what is folded when a tenant is read and compared, why, and what stands behind it.

What is not in this table is compared as it reads. `explain drift` prints it; tests hold the code to it, row by row,
and prove on generated policies that nothing else is folded.
"""

from __future__ import annotations

from passkeyctl.wire.normalisations.controls import CONTROLS
from passkeyctl.wire.normalisations.methods import METHODS
from passkeyctl.wire.normalisations.passkeys import PASSKEYS
from passkeyctl.wire.normalisations.places import PLACES
from passkeyctl.wire.normalisations.policies import POLICIES
from passkeyctl.wire.normalisations.row import Normalisation
from passkeyctl.wire.normalisations.strengths import STRENGTHS

NORMALISATIONS: tuple[Normalisation, ...] = tuple(
    sorted((*POLICIES, *CONTROLS, *PASSKEYS, *METHODS, *STRENGTHS, *PLACES), key=lambda each: each.id)
)
