"""The catalogue: what is known, in one database, and the ledger of every deed.

| word | module |
|---|---|
| the database: reading, writing | `database`, `tables`, `columns`, `revisions` |
| descriptions and their tree | `descriptions`, `tree`, `description_rows` |
| openings counted anew | `openings` |
| the journal of descriptions | `journal` |
| AIPs, generations, files, copies | `aips`, `copies` |
| submissions and intents | `submissions` |
| grants, and deliveries that lie ready | `grants` |
| accounts, links, sessions | `accounts`, `sessions` |
| readers, their applications | `readers`, `permits` |
| baskets and orders to the reading room | `baskets`, `orders` |
| mail on its way | `mails` |
| the ledger | `ledger` |
| search | `search` |
| figures about the whole | `figures` |
"""
