"""The least that an analysis of a census file can cost: every set and every key read once, and looked at once.

python floor_people.py CENSUS
"""

from __future__ import annotations

import sqlite3
import sys
import zlib
from contextlib import closing


def main(path: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        sets: dict[int, bytearray] = {}
        for number, chunk, bits in connection.execute("SELECT set_id, chunk, bits FROM chunks ORDER BY set_id, chunk"):
            marked = sets.setdefault(number, bytearray())
            marked.extend(bytes(chunk * 8192 - len(marked)))
            marked += zlib.decompress(bits)
        everybody = 0
        for marked in sets.values():
            everybody |= int.from_bytes(marked, "little")
        for query in ("SELECT model, person FROM keys", "SELECT person, read_at FROM keys_read"):
            found = bytearray(everybody.bit_length() // 8 + 1)
            for first, second in connection.execute(query):
                person = second if "model" in query else first
                found[person >> 3] |= 1 << (person & 7)
            everybody |= int.from_bytes(found, "little")
    sys.stdout.write(f"{everybody.bit_count()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
