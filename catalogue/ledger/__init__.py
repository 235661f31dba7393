"""The ledger: every deed once, in one order, in a tree that is signed (DESIGN section 5).

`append` writes an event in the deed's own transaction; `sequence` gives events their positions;
`sign_checkpoint` fixes the tree's head; `verify` compares everything with everything; `prove`
shows that one event is in it.

| word | module |
|---|---|
| event written, texts that can be erased | `events` |
| positions and subtree roots | `sequencer`, `tree` |
| signed notes (C2SP signed-note, tlog-checkpoint) | `notes` |
| checkpoints | `checkpoints` |
| what lies in the tiles of the stores | `tiles` |
| events put back after a loss | `restoring` |
| is it all as it was? | `verifying` |
| proof of one event | `proofs` |
"""

from catalogue.ledger.checkpoints import last_signed, latest_note, note_of, sign_checkpoint
from catalogue.ledger.events import (
    Recorded,
    append,
    erase_text,
    events_about,
    events_since,
    find_event,
    keep_text,
    kept_text,
)
from catalogue.ledger.notes import Checkpoint, InvalidNote, Keyring, Signer, Verifier
from catalogue.ledger.proofs import Proof, check_proof, prove, prove_together
from catalogue.ledger.sequencer import Waiting, count, sequence, waiting
from catalogue.ledger.verifying import Finding, LedgerReport, verify

__all__ = [
    "Checkpoint",
    "Finding",
    "InvalidNote",
    "Keyring",
    "LedgerReport",
    "Proof",
    "Recorded",
    "Signer",
    "Verifier",
    "Waiting",
    "append",
    "check_proof",
    "count",
    "erase_text",
    "events_about",
    "events_since",
    "find_event",
    "keep_text",
    "kept_text",
    "last_signed",
    "latest_note",
    "note_of",
    "prove",
    "prove_together",
    "sequence",
    "sign_checkpoint",
    "verify",
    "waiting",
]
