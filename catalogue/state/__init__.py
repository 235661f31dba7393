"""State: what lies in no AIP, journal or ledger (DESIGN section 4): accounts, orders, permits.

| word | module |
|---|---|
| which tables are state, and where every other one comes back from | `belonging` |
| rows out of the database, and into another one | `rows` |
| when it was kept last, when its recovery was tried last | `kept` |
| what rows refer to, by its name | `references` |
"""
