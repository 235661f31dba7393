"""Ingest: from a submission to a stored AIP.

| word | module |
|---|---|
| a submission on the doorstep: folder, bag, ZIP | `receive`, with `folder`, `bag`, `unpack` |
| what was found there | `delivery` |
| a hand-over of another archive | `hand_over` |
| a later delivery of an AIP | `update`, with `meant`, `amending`, `amendments`, `update_register` |
| the first reading: every file's digests, manifests verified | `reading`, `manifests` |
| the metadata table (metadata.csv) | `table`, `columns` |
| units: which files and rows make one AIP | `units` |
| what goes into the bag | `package` |
| the whole path, in one place | `accession` |
| what came of it | `outcome` |
"""
