"""Preservation: whether the holdings are still what they were, and how they are healed.

| word | module |
|---|---|
| fixity: routine and deep checks, by AIP and by round | `fixity` |
| finding: a copy that is not intact | `findings` |
| repair: a bad copy replaced from a verified good one | `repair` |
"""
