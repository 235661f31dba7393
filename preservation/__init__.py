"""Preservation: is everything still what was stored, and if not, heal it.

| word | module |
|---|---|
| what a check found, in words for reports | `findings` |
| checking copies: named AIPs, or a round over everything | `fixity` |
| healing damaged copies from verified ones | `repair` |
| the nightly round | `rounds` |
| formats of the holdings, and what we think of them | `formats`, `risk` |
| a migration plan, and what is done by it | `migrating` |
| the next generation of an AIP | `generations` |
| the story of a damaged copy | `incidents` |
"""
