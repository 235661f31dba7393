"""Finding descriptions: one protocol, engines behind it, and the indexer that feeds them.

| word | meaning |
|---|---|
| entry | what is indexed of one description (`protocol.SearchEntry`) |
| query, answer | one question with its filters; hits, facets and histogram (`protocol`) |
| engine | who answers: `embedded` (tantivy, files in the archive's home), or `opensearch` |
| part of an engine | `embedded_…`, `opensearch_…`: fields, query, words, facets, writing, faults |
| one writer | a folder's lock (`embedded_shelf`), or a lease in the server (`opensearch_lease`) |
| batch | descriptions read as entries (`entries`), with what files they have (`holdings`) |
| outbox | descriptions whose entry is stale, in the catalogue; `indexer` empties it |
| to fold | to bring all spellings together: Müller, Mueller, Muller (`spelling`) |
| clause | one thing that must, or must not, occur, as a person typed it (`asked`) |
| compound | a long word with the searched one inside: Schutzfristverkürzung (`compounds`) |
| marked | shown text in segments, the searched words told apart from the rest (`marking`) |

The index is never the truth: it can be thrown away and built again from the catalogue.
"""
