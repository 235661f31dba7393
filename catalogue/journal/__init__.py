"""The journal of descriptions as the catalogue knows it (DESIGN section 4).

| word | module |
|---|---|
| outbox: changes on their way into the journal | `outbox` |
| the outbox becomes a segment | `cutting` |
| what snapshots cover, and what can go | `covering` |
| lines: what descriptions say, read for the journal | `lines` |
| files: segments and snapshots, and which store has them | `files` |
| segments of the catalogue: what is due, in one, and stale | `segments` |
| an empty catalogue gets its descriptions back | `restoring` |

`preservation.journal` puts it into the stores and reads it from there.
"""

from catalogue.journal.outbox import note, note_all, note_keys

__all__ = ["note", "note_all", "note_keys"]
