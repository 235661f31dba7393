"""The reading room: readers, their applications, what they order, and the desk that works it off.

| word | module |
|---|---|
| what this room needs of an archive | `room` |
| registering, by mailed link | `registering` |
| the application for the calendar year | `applying` |
| what is carried, and whether it can be ordered | `units` |
| basket and order | `ordering` |
| moving an item on, with what follows from it | `moving` |
| letters to readers | `letters` |
| call slips, and their sheets | `slips`, `slip_sheets` |
| pages of readers, pages of the desk | `reader_pages`, `desk_pages`, `words`, templates |
| all routes, for the web shell to mount | `routes` |
"""
