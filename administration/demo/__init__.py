"""The story that `make demo` tells.

| word | module |
|---|---|
| from the founding to the ledger | `story`, `chapters` |
| chapters of their own | `ordering`, `migrating` |
| headings and commands, as people type them | `telling` |
| people at the portal | `visiting` |
"""
