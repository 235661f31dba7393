"""The catalogue: what is known, in one database, and the ledger of every deed.

| word | module |
|---|---|
| the database: reading, writing | `database`, `tables`, `columns`, `writing`, `bulk`, `revisions` |
| descriptions and their tree | `descriptions`, `tree`, `description_rows` |
| descriptions changed; erased by law | `revising`, `erasing` |
| ids promised to what is not described yet | `promises` |
| a finding aid on its way in; where units came from | `staging`, `publishing`, `origins` |
| openings counted anew | `openings` |
| the journal of descriptions | `journal` |
| AIPs, generations, files, copies | `aips`, `recording`, `carried`, `formats`, `copies` |
| fixity rounds, what they found, stores being filled | `rounds`, `incidents`, `fills` |
| objects that nobody recorded, stores that are away | `searches`, `object_incidents`, `absences` |
| journal, log and state read by rounds | `shelf_checks` |
| migrations, legal holds | `migrations`, `holds` |
| disposals, and what they take out of the catalogue | `disposals`, `letting_go` |
| submissions and intents, the accession register | `submissions`, `accessions` |
| submissions from the browser | `incoming` |
| what goes along in a hand-over | `handing_over` |
| grants, and deliveries that lie ready | `grants` |
| restricted units looked at; access copies not made yet | `viewings`, `unseen` |
| accounts, links, sessions | `accounts`, `sessions` |
| readers, their applications | `readers`, `permits` |
| baskets and orders to the reading room | `baskets`, `orders` |
| mail on its way | `mails` |
| the ledger | `ledger` |
| search | `search` |
| jobs and the heartbeats of workers | `jobs` |
| state that goes into the bundle | `state` |
| everything written anew after a loss | `rebuilding` |
| figures about the whole; the census of formats | `figures`, `census` |
"""
