"""Tables of people as CSV (RFC 4180), harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from passkeyctl.render.lines import visible

MAY_START_A_FORMULA = frozenset(" =+-@")
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet calculate a cell, in both widths (https://owasp.org/www-community/attacks/CSV_Injection)."""

BYTE_ORDER_MARK = "\ufeff"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Every cell is text: one that a spreadsheet would take for a formula starts with an apostrophe.

    Excel and Windows PowerShell read UTF-8 without a mark as another code page; plain ASCII reads the same everywhere
    and has none, so that the name of the first column stays its name.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(each) for each in columns])
    for row in rows:
        writer.writerow([harmless(each) for each in row])
    text = written.getvalue()
    return text if text.isascii() else BYTE_ORDER_MARK + text


def harmless(cell: str) -> str:
    """Characters that can't be seen stand as escapes, tabs and line ends among them."""
    if cell.isascii() and cell.isprintable() and cell[:1] not in MAY_START_A_FORMULA and "##" not in cell:
        return cell  # nearly every cell, of a million rows
    text = visible(cell)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text
