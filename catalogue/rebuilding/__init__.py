"""A catalogue written anew from what lies in the stores.

| word | module |
|---|---|
| how far a rebuild has come, and what it found wrong | `course` |
| what the ledger says was received and stored | `facts` |
| what was found, before it is written | `found` |
| rows of AIPs, many at a time | `rows` |
| tombstones out of the ledger | `disposing` |
"""
