"""The log: the ledger as it lies in every store, below ``log/`` (DESIGN 4, C2SP tlog-tiles).

Entries follow every deed; checkpoints, with the tiles that prove them, are signed at most once a
minute. Entries beyond the newest checkpoint are the *tail*: there, and not signed yet.

| word | module |
|---|---|
| entries, tiles, checkpoints and public keys go into a store | `publishing` |
| they come out again, each proved by the checkpoint | `reading` |
| an empty catalogue gets its ledger back | `restoring` |
| stores and catalogue compared, and the stores mended | `comparing` |
"""

FOLDER = "log/"
CHECKPOINTS = "log/checkpoint/"
KEYS = "log/key/"


def checkpoint_key(size: int) -> str:
    """Where a checkpoint lies: padded, so that the last key of a listing is the newest."""
    return f"{CHECKPOINTS}{size:020d}"
