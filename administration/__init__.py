"""Administration: the floor that knows everything, wires it, and answers to people.

| word | module |
|---|---|
| settings: what the keeper of an archive decides | `settings`, with `settings_…` for its parts |
| HOME: where an archive's own files lie; files made there whole | `home`, `new_files` |
| the keys that sign the ledger, and those to servers | `keys`, `server_keys` |
| an open archive: every room wired to its adapters | `wiring`, `clock` |
| what rooms above need of it | `reading`, `reading_room` |
| founding an archive, or bringing its database up to date | `founding` |
| the one process that may change things | `executor` |
| what follows each deed: ledger, checkpoint, index | `aftercare`, `checkpoints`, `journaling` |
| a record comes in; a finding aid | `accessioning`, `importing` |
| what somebody means by a name, and sees | `lookup`, `showing`, `holdings` |
| … of events and opening days | `recorded`, `opening_words` |
| what is taken out | `retrieval`, `bag_zip`, `delivering`, `exporting`, `handing_over` |
| copies checked, healed, made for further stores | `fixity`, `filling` |
| formats looked at again, and migrated | `reidentifying`, `migrating` |
| what is deleted by law | `disposing`, `erasing` |
| what is safe outside of AIPs, and back after a loss | `state`, `recovery`, `rebuilding` |
| access copies before somebody looks; leftovers after | `looking_ahead`, `housekeeping` |
| people and their letters | `people`, `mail` |
| what is configured, missing or wrong | `doctor` |
| commands | `cli`, a file for each |
| jobs, and what runs as one | `jobs`, `workflows` |
| the web shell: sign-in, sessions, layout; how it is served | `web`, `serving`, `worker_log` |
| the story that `make demo` tells | `demo` |
| one copy, two copies | `counted` |
"""
