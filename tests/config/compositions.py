"""Several small files at once, and what `load_texts` makes of them."""

from __future__ import annotations

import textwrap

from passkeyctl.config.load import Loaded, load_texts
from passkeyctl.model.desired import Configuration, Entry, SourceText

HEAD = "apiVersion: passkeyctl/v1\n"
EMERGENCY = "emergencyAccess: {group: SG-EmergencyAccess}\n"


def loaded(**bodies: str) -> Loaded:
    """Files by name; `baseline` and what ends in `_baseline` get their kind, the others stand for a tenant."""
    return load_texts([SourceText(f"{name}.yaml", _text(name, body)) for name, body in bodies.items()])


def _text(name: str, body: str) -> str:
    head = HEAD + ("kind: Baseline\n" if name.endswith("baseline") else "")
    return head + textwrap.dedent(body)


def configuration(**bodies: str) -> Configuration:
    """What files without faults say."""
    answer = loaded(**bodies)
    assert answer.diagnostics == ()
    assert answer.configuration is not None
    return answer.configuration


def entry(files: Configuration, address: str) -> Entry:
    (found,) = [each for each in files.entries if str(each.address) == address]
    return found


def told(**bodies: str) -> list[tuple[str, str]]:
    """Place and summary of everything that is said about the files."""
    return [(str(each.source), each.summary) for each in loaded(**bodies).diagnostics]
