"""The archivist's desk for descriptions: written, changed, compared with what they said before.

| word | module |
|---|---|
| what stands in the form, and what is wrong with it | `form` |
| two wordings side by side, and what differs | `comparing` |
| where it stands, and what follows for its opening | `placing` |
| what it said before | `history` |
| the pages | `pages`, `words` |
"""
