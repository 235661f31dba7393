"""Disposal: lawful deletion by two people, and the tombstone that stays (DESIGN section 2.2).

| word | module |
|---|---|
| drafted, requested, approved, rejected, withdrawn | `deciding` |
| what stands in the way of it | `deciding.blocked` |
| copies removed from every store, rows and caches cleared | `carrying_out` |
| one file erased: the generation that stays instead | `erasing` |
| pages | `pages`, `words` |
"""
