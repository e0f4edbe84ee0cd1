"""How ruamel.yaml is made to spell a text: on one line, and with nothing in it that an editor would not show."""

from __future__ import annotations

import sys

from ruamel.yaml.emitter import RoundTripEmitter

from passkeyctl.config.scalars import quoted


class Emitter(RoundTripEmitter):
    """Folding would tear long names apart; a raw right-to-left mark would hide what its escape shows."""

    def expect_flow_mapping(
        self,
        single: bool | None = False,  # noqa: ARG002
        force_flow_indent: bool | None = False,
    ) -> None:
        """With its braces also where it is alone in a list and has one key."""
        super().expect_flow_mapping(single=False, force_flow_indent=force_flow_indent)

    def write_plain(self, text: str, split: bool = True) -> None:
        width, self.best_width = self.best_width, sys.maxsize
        super().write_plain(text, split)
        self.best_width = width

    def write_single_quoted(self, text: str, split: bool = True) -> None:
        if text.isprintable():
            super().write_single_quoted(text, split=False)
        else:
            self.write_double_quoted(text, split)

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002
        self.write_indicator(quoted(text), True)
