"""A later delivery of an AIP: its next generation, with what is new in it alone.

| word | module |
|---|---|
| the whole path | `update` |
| which files and rows of the delivery are meant | `meant` |
| what a row changes in a description; all of them together | `amending`, `amendments` |
| what was decided before the first byte, and what was done | `register` |
"""
