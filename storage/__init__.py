"""Storage: generations are packed once, placed in every store, read back, checked and healed.

| word | module |
|---|---|
| packing: what goes into a generation, and the ZIP it becomes | `packing` |
| store: where objects lie under keys, write-once | `stores` |
| vault: one object in several stores | `vault`, over `copies` |
| placing an object everywhere, adopting one, what is owed | `placing`, `share`, `flow`, `debts` |
| checking a copy, copying it on, healing it | `checking`, `copying`, `healing` |
| reading for delivery, and how fast | `reading`, `limit` |
| objects beside AIPs: small texts, files of any size | `posting`, `depositing` |

A *copy* is one object in one store (`model.aip.Placement`). An *orphan* is an object that no
catalogue row knows: a deed was interrupted, and its retry adopts the orphan as it is.
"""
