"""The journal: what lies below ``journal/`` in every store (DESIGN section 4).

It is that of descriptions, and beside it hints at what lies in the AIPs: *segments of the
catalogue* (`schemas.segments`), which make a rebuild fast.

*Segments* hold changes in the order in which they were made; *snapshots* hold all that the
descriptions of one prefix say, so that old segments can go. Both are plain NDJSON
(`schemas.journal`), written once.

| word | module |
|---|---|
| the journal of one archive, kept level with its catalogue | `keeping` |
| files go into the stores | `placing` |
| snapshots are taken | `snapshots` |
| what snapshots cover is dropped | `dropping` |
| what descriptions said is erased by law | `erasing` |
| segments of the catalogue are cut, and cut anew where something must go | `segmenting` |
| whose a segment is that lies in the way | `ours` |
| it is read again, from the best of several stores | `reading`, `collecting` |
| an empty catalogue learns which files there are | `adopting` |
"""
