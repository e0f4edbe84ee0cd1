"""The exceptions, drawn:

PasskeyctlError                 something failed; carries what to print and the exit code
├── UserFault                   the files or names: holds all their diagnostics (exit 1)
├── UsageError                  the command line (exit 64)
├── SignInError                 no token, or the wrong one (exit 1)
├── GraphError                  Graph answered with an error, or not at all (exit 1)
│   ├── PermissionMissing       403: names the permission (exit 1, OPS903)
│   ├── Unreachable             no usable answer; `maybe_received` says whether the request may have had its effect
│   └── Throttled               429 until patience ran out
├── IncompleteRead              a list that could not be read to its end; never treated as empty (exit 1)
├── WriteRefused                something tried to write through a read-only connection (exit 1)
├── PlanRefused                 a plan was made and may not be applied (exit 3)
├── PlanFileRejected            stale, expired, altered, of another tenant or endpoint (exit 4, OPS904)
├── SnapshotRejected            a snapshot file that is not whole, altered, or of another version (exit 1)
├── JournalFailed               a line of the journal could not be written; nothing more is sent (exit 1)
├── JournalRejected             a journal that is damaged, or of another version (exit 4, OPS904)
├── ReceiptRejected             a receipt that is not whole, altered, or of another version (exit 4, OPS904)
├── Locked                      another process on this machine is writing to the tenant (exit 1)
├── MetadataRejected            a list of models that is not signed as it must be, or older than the known one (exit 1)
└── OutputFailed                a file could not be written whole (exit 1)
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from passkeyctl.diagnostics import Diagnostic, Severity


class ExitCode(IntEnum):
    """The documented exit codes. After the first write, OPEN wins wherever something is open."""

    DONE = 0
    FAILED = 1
    CHANGES = 2
    REFUSED = 3
    STALE = 4
    OPEN = 5
    USAGE = 64
    INTERRUPTED = 130


class PasskeyctlError(Exception):
    """Root of everything the tool raises on purpose; printed by the one boundary in `cli/app.py`."""

    exit_code = ExitCode.FAILED
    code = ""

    def __init__(self, summary: str, *, hint: str = "", address: str = "", detail: Iterable[str] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.hint = hint
        self.address = address
        self.detail = tuple(detail)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return (Diagnostic(Severity.ERROR, self.code, self.summary, self.detail, address=self.address, hint=self.hint),)


class UserFault(PasskeyctlError):
    """The files, or a name in them. Carries every diagnostic of the run, not only the first."""

    def __init__(self, found: Iterable[Diagnostic]) -> None:
        self._found = tuple(found)
        errors = sum(each.severity is Severity.ERROR for each in self._found)
        super().__init__(f"{errors} error{'' if errors == 1 else 's'}")

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return self._found


class UsageError(PasskeyctlError):
    exit_code = ExitCode.USAGE


class SignInError(PasskeyctlError):
    pass


class GraphError(PasskeyctlError):
    """Graph's answer to one request. `status` is HTTP's, `graph_code` Graph's, `number` Conditional Access's (1108)."""

    def __init__(
        self,
        summary: str,
        *,
        status: int = 0,
        graph_code: str = "",
        number: int | None = None,
        request_id: str = "",
        hint: str = "",
        detail: Iterable[str] = (),
    ) -> None:
        super().__init__(summary, hint=hint, detail=detail)
        self.status = status
        self.graph_code = graph_code
        self.number = number
        self.request_id = request_id
        self.requests: tuple[str, ...] = (request_id,) if request_id else ()
        """Of every try, where there were more."""


class PermissionMissing(GraphError):
    code = "OPS903"


class Unreachable(GraphError):
    """No answer. With `maybe_received` the request may have taken effect: read before sending it again."""

    def __init__(self, summary: str, *, maybe_received: bool, hint: str = "") -> None:
        super().__init__(summary, hint=hint)
        self.maybe_received = maybe_received


class Throttled(GraphError):
    pass


class IncompleteRead(PasskeyctlError):
    pass


class WriteRefused(PasskeyctlError):
    pass


class PlanRefused(PasskeyctlError):
    exit_code = ExitCode.REFUSED


class PlanFileRejected(PasskeyctlError):
    exit_code = ExitCode.STALE
    code = "OPS904"


class SnapshotRejected(PasskeyctlError):
    pass


class JournalFailed(PasskeyctlError):
    """Without its line a request does not leave."""


class JournalRejected(PasskeyctlError):
    exit_code = ExitCode.STALE
    code = "OPS904"


class ReceiptRejected(PasskeyctlError):
    exit_code = ExitCode.STALE
    code = "OPS904"


class Locked(PasskeyctlError):
    """Nothing was sent: two runs on one tenant would each take the other's writes for a stranger's."""


class MetadataRejected(PasskeyctlError):
    """A list of the FIDO Metadata Service that must not be believed."""


class OutputFailed(PasskeyctlError):
    pass
