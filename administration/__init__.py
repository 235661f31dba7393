"""Administration: the floor that knows everything, wires it, and answers to people.

| word | module |
|---|---|
| settings: what the keeper of an archive decides | `settings` |
| HOME: where an archive's own files lie | `home` |
| an open archive: every room wired to its adapters | `wiring` |
| founding an archive, or bringing its database up to date | `founding` |
| the key that signs the ledger | `keys` |
| the one process that may change things | `executor` |
| what follows each deed: ledger, checkpoint, index | `aftercare` |
| what is configured, missing or wrong | `doctor` |
| commands | `cli` |
| the web shell: sign-in, sessions, layout | `web` |
| the story that `make demo` tells | `demo` |
"""
