"""Access: finding, the portal's pages, the JSON API, and delivery of files.

| word | module |
|---|---|
| a search, as it stands in a URL; as programs must spell it | `asking`, `asking_strictly` |
| what it finds, and where that stands in the tree | `finding`, `placing` |
| a unit with everything around it, for who may see it | `units` |
| may it be read, and if not, why | `availability` |
| pages for people | `pages`, `unit_pages`, `results`, `paging`, `words`, templates |
| what staff see of generations and events | `generations`, `event_words` |
| what was disposed of, and stays told | `gone` |
| the archivist's desk: descriptions written and changed | `describing` |
| finding aids given out | `finding_aids` |
| harvesting: OAI-PMH, sitemaps, JSON-LD | `harvesting` |
| JSON for programs | `api` |
| files handed out, verified | `delivery`, `handing`, `media`, `ranges` |
| deliveries (DIPs): files with their proof | `dip` |
| who may fetch one until when | `granting`, `fetching` |
| the pages for it | `deliveries`, `delivery_words` |
| access copies, IIIF and the viewer | `viewing` |
| how much there is, for the home page | `kept_figures` |
| the page for a visit | `visiting`, `visiting_words` |
| the reading room: readers, orders (`moving`), desk | `reading_room` |
| what a reading room needs of the archive | `reading` |
| all routes, for the web shell to mount | `routes` |
"""
