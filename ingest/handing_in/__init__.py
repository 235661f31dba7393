"""Handing in through the browser: kept from the first byte until an archivist decides.

| word | module |
|---|---|
| what may be done to a submission, each deed with its event | `receiving` |
| uploads that go on after a cut | `tus` |
| where they lie until the decision | `shelf` |
| what would become of a submission | `report` |
| how it is taken once it is accepted | `wishes` |
| pages, the accession register too | `pages`, `words` |
"""
