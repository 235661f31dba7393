"""The catalogue written anew from the stores alone (promise 4).

| word | module |
|---|---|
| what the stores list, brought together | `listing` |
| the end of an object, which tells its rows | `tails`, `judging` |
| which version of an object was stored | `pinning` |
| pages of AIPs with the ends of their objects | `reading` |
| two processes, one that reads and one that writes | `crew` |
| rows out of segments of the catalogue | `segments` |
| what they told, taken for now and compared in the end | `hints` |
| AIPs, from listing to rows | `aips` |
| what no event tells of | `unledgered` |
| descriptions from the journal | `journaled` |
| descriptions that only bags have | `descriptions` |
| the whole, stage by stage | `rebuilding` |
"""
