"""Preservation: is everything still what was stored, and if not, heal it.

| word | module |
|---|---|
| what a check found, in words for reports | `findings` |
| checking copies: named AIPs, or a round over everything | `fixity` |
| what lies in a store and no row knows | `orphans`, `searching` |
| healing damaged copies from verified ones | `repair` |
| the nightly round; what it reads beside the AIPs | `rounds`, `beside` |
| stores that lack copies | `filling` |
| formats of the holdings, and what we think of them | `formats`, `risk`, `reidentifying` |
| a migration plan, and what is done by it | `migrating` |
| the next generation of an AIP, and files made for it | `generations`, `measuring` |
| the story of a damaged copy | `incidents` |
| lawful deletion; holds that forbid it | `disposal`, `holding` |
| beside the AIPs in every store: descriptions, ledger, state | `journal`, `log`, `state` |
| the catalogue written anew from the stores | `rebuild` |
| pages, and what they work with | `routes`, `words`, `desk` |
"""
