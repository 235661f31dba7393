"""Finding aids that come in: EAD 2002 and EAD(DDB) (docs/ead.md).

| word | module |
|---|---|
| the whole path: streamed in, staged, published at one stroke | `importing` |
| what each unit becomes: created, updated, left, rejected | `units` |
| a component's words in ours | `terms` |
| what came of it | `report` |
| pages | `pages`, `words` |
"""
