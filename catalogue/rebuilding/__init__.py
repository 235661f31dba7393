"""A catalogue written anew from what lies in the stores.

| word | module |
|---|---|
| how far a rebuild has come, and what it found wrong | `course` |
| what the ledger says was received and stored | `facts` |
| what was found, before it is written | `found` |
| rows of AIPs, many at a time | `rows` |
| rows that segments of the catalogue told | `hints` |
| tombstones out of the ledger | `disposing` |
"""
