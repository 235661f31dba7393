"""Ingest: from a submission to a stored AIP.

A record comes in (DESIGN section 3): `accession` walks the whole path, and `receive`, `reading`,
`units`, `register`, `package` are its stages; then it is `storage.packing`'s and `storage.vault`'s.

| word | module |
|---|---|
| the whole path, in one place | `accession` |
| a submission on the doorstep: folder, bag, ZIP | `receive`, with `folder`, `bag`, `unpack` |
| what a bag must be, and what its tag files say | `bag_checks`, `bag_contents` |
| a hand-over of another archive | `hand_over` |
| what was found there; how much may arrive | `delivery`, `limits` |
| the first reading: every file's digests, manifests verified | `reading`, `manifests` |
| the metadata table (metadata.csv) | `table`, `columns` |
| units: which files and rows make one AIP | `units` |
| what a delivery would become; what the sender said of it | `drafts`, `describe` |
| what is decided before the first byte, and recorded after the last | `register`, `decided` |
| what is held already, and not taken again | `known` |
| what goes into the bag, and the sender's papers there | `package`, `papers` |
| waiting for a store that is away | `patience` |
| what came of it | `outcome` |
| a later delivery of an AIP | `updating` |
| handing in through the browser | `handing_in` |
| finding aids | `finding_aids` |
| all routes, for the web shell to mount | `routes` |
"""
