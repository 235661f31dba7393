"""A migration: plan, rehearsal, sign-off by a second person, one AIP after the other.

| word | module |
|---|---|
| the TOML file that people write | `plan` |
| what works on migrations has at hand | `workshop` |
| writing a plan down, what it touches, its end | `planning` |
| a file converted, and compared with what it was | `deriving` |
| a sample of them, of which nothing is stored | `rehearsing` |
| the second person's agreement | `signing` |
| an AIP's turn: a new representation, or none of it | `running` |
| the way back: a generation that no longer lists it | `returning` |
| what is decided beforehand, and what came of it | `sealing` |

Every converted file is decoded and compared before anything is stored. Where one file of an AIP
fails, the AIP stays as it is: never half of it. Nothing is ever deleted.
"""
