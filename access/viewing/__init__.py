"""Viewing: access copies, IIIF, and the page that shows images, text, sound and film.

| word | module |
|---|---|
| a leaf: one page of one file, and its name in an address | `leaves` |
| what a browser can be shown of a file | `kinds` |
| the leaves of a unit; the face it has in a list | `sheets`, `faces` |
| may this leaf be seen, by whom, and is that an exception | `permission` |
| restricted viewing, recorded once for each unit and session | `viewed` |
| where access copies lie | `cache` |
| how they come about, and ahead of anybody asking | `making`, `ahead` |
| a request for a part of an image (IIIF Image API 3.0) | `image_request` |
| the answers to it | `images` |
| a unit as pages to leaf through (IIIF Presentation API 3.0) | `manifest`, `manifests` |
| the text of a page, from ALTO or PDF | `page_text` |
| the viewer | `viewer`, `words`, templates |
"""
