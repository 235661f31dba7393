"""The journal: descriptions as they lie in every store, below ``journal/`` (DESIGN section 4).

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
| it is read again, from the best of several stores | `reading`, `collecting` |
| an empty catalogue learns which files there are | `adopting` |
"""
