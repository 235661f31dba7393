"""The nouns everybody uses, and the rules that need nothing but them.

Pure: no files, no clock, no randomness, no XML, database or network library. What needs the
time or a random number is given it as an argument, so every rule here can be tested by value.

| word | module |
|---|---|
| identifier, ARK | `ids` |
| digest, Merkle tree | `digests`, `merkle` |
| AIP, generation, file, copy, verdict | `aip`, `members`, `verdict` |
| submission; what becomes of one from the browser | `submission`, `receiving` |
| disposal | `disposal` |
| description, period of time | `description`, `period` |
| protection period, opening day | `rights` |
| event, and the tiles a ledger lies in | `event`, `tiles` |
| job | `job` |
| order: may it be ordered, and what becomes of it | `orderable`, `order` |
| permit, days of the reading room, what a visitor is told | `permit`, `reading_days`, `visiting` |
| who may do what | `policy` |
| what can go wrong | `errors` |
| what rooms need from above | `ports` |
"""
