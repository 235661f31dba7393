"""Deliveries (DIPs): files taken home with the proof that they are what was archived.

| word | module |
|---|---|
| which files, and whether they may go out | `choosing`, `coverage` |
| where things lie in a delivery | `layout` |
| what proves the files: event, checkpoint, a path for each file | `proving`, `merkle_file` |
| what people read first | `readable`, `subjects`, `words` |
| the ZIP file, streamed; kept ready in the cache | `packing`, `ready` |
| is a delivery what the archive signed? | `checking`, `zip_reading`, `proof_checking`, `findings` |
"""
