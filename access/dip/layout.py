"""Where things lie in a delivery. docs/delivery.md tells the same to those who check by hand.

```
delivery-<id>/
  bagit.txt  bag-info.txt  manifest-sha512.txt  tagmanifest-sha512.txt
  description.de.html  description.de.txt  description.en.html  description.en.txt
  data/<name>                     of a delivery from several AIPs: data/<aip>/<name>
  proof/checkpoint.txt  proof/key.txt
  proof/<aip>/event.json  proof/<aip>/event-proof.json  proof/<aip>/files.ndjson
```
"""

from __future__ import annotations

from uuid import UUID

DATA = "data/"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
DESCRIPTIONS = (
    "description.de.html",
    "description.de.txt",
    "description.en.html",
    "description.en.txt",
)
PROOF = "proof/"
CHECKPOINT = "proof/checkpoint.txt"
KEY = "proof/key.txt"
EVENT = "event.json"
EVENT_PROOF = "event-proof.json"
FILES = "files.ndjson"

MADE_AT = "Muniment-Made-At"


def top(delivery: UUID) -> str:
    """The one folder that a delivery unpacks to, with its slash."""
    return f"delivery-{delivery}/"


def proof_of(aip: UUID, name: str) -> str:
    """Where a file of an AIP's proof lies."""
    return f"{PROOF}{aip}/{name}"


def data_folder(aip: UUID, *, several: bool) -> str:
    """Where the files of an AIP lie: by themselves, unless there are several AIPs."""
    return f"{DATA}{aip}/" if several else DATA
