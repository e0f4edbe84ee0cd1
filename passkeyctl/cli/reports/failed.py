"""What reports say of a run that came to nothing, or has not come to its end."""

from __future__ import annotations

from passkeyctl.cli.reports.material import Material
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import ExitCode


def failed_material(command: str, diagnostics: tuple[Diagnostic, ...], code: ExitCode) -> Material:
    from passkeyctl.cli.failing import Failure
    from passkeyctl.cli.reporting import report_of_failure
    from passkeyctl.cli.reports.pages import page_of
    from passkeyctl.render.diagnostic_lines import diagnostics_lines

    report = report_of_failure(command or "passkeyctl", diagnostics, code)
    return Material(
        report,
        document=lambda: Failure(diagnostics, code).json(),
        page=lambda: page_of(report),
        lines=lambda: diagnostics_lines(diagnostics),
    )
