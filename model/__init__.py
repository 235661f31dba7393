"""The nouns everybody uses, and the rules that need nothing but them.

Pure: no files, no clock, no randomness, no XML, database or network library. What needs the
time or a random number is given it as an argument, so every rule here can be tested by value.

| word | module |
|---|---|
| identifier, ARK | `ids` |
| digest, Merkle tree | `digests`, `merkle` |
| AIP, generation, file, copy, verdict | `aip`, `verdict` |
| submission | `submission` |
| description, period of time | `description`, `period` |
| protection period, opening day | `rights` |
| event | `event` |
| who may do what | `policy` |
| what can go wrong | `errors` |
| what rooms need from above | `ports` |
"""
