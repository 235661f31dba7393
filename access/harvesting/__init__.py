"""Harvesting: what the public may see, for machines that come to fetch all of it.

| word | module |
|---|---|
| OAI-PMH 2.0: what was asked for | `asked` |
| its answers in XML | `answers`, `records` |
| sitemaps, robots | `sitemaps` |
| schema.org on a unit's page | `json_ld` |
| the routes | `pages` |

Whoever asks sees what the public sees, signed in or not: a harvester's copy is public.
"""
