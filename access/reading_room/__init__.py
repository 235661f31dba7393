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
| erasing a reader who asks for it | `erasing` |
| pages of readers | `reader_pages`, `order_pages` |
| pages of the desk | `desk_pages`, `counter_pages`, `people_pages` |
| what several pages show, what forms send | `showing`, `fields` |
| words | `words`, `erasing_words` |
| all routes, for the web shell to mount | `routes` |
"""
