"""The state bundle: what lies in no AIP, journal or ledger, sealed for few (DESIGN section 4).

A ZIP file of plain texts, encrypted with age (age-encryption.org/v1) to two public keys or more.
Their private halves are on paper and nowhere else. No Object Lock here: after 35 days a bundle is
deleted, so that readers who were erased are gone by then.

| word | module |
|---|---|
| a new pair of keys, sealing and opening | `sealing` |
| what is in a bundle | `bundle` |
| bundles in the stores: put, found, thinned out, deleted | `shelf` |
"""

FOLDER = "state/"
