"""Small files as text, and what `load` makes of them."""

from __future__ import annotations

import textwrap

from passkeyctl.config.load import Loaded, load_texts
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration, Entry, SourceText
from passkeyctl.model.values import Wanted

HEAD = "apiVersion: passkeyctl/v1\nemergencyAccess: {group: SG-EmergencyAccess}\n"


def loaded(body: str) -> Loaded:
    return load_texts([SourceText("test.yaml", HEAD + textwrap.dedent(body))])


def configuration(body: str) -> Configuration:
    """What a file without faults says."""
    answer = loaded(body)
    assert answer.diagnostics == ()
    assert answer.configuration is not None
    return answer.configuration


def only(kind: Kind, body: str) -> Entry:
    """The one entry of a kind."""
    (entry,) = configuration(body).of(kind)
    return entry


def values(entry: Entry) -> dict[str, Wanted]:
    return {path: written.value for path, written in entry.written.items()}


def policy(body: str) -> dict[str, Wanted]:
    """What a policy with this body writes, without its name."""
    text = "conditionalAccess:\n  pilot:\n    name: PK010\n" + textwrap.indent(textwrap.dedent(body), "    ")
    written = values(only(Kind.POLICY, text))
    assert written.pop("name") == "PK010"
    return written


def faults(body: str) -> list[tuple[str, str]]:
    """Code and summary of everything that is said about a file."""
    return [(each.code, each.summary) for each in loaded(body).diagnostics]
