"""The standards we speak: one reader or writer each. Streams in, nouns out.

| standard | module |
|---|---|
| BagIt tag files (RFC 8493) | `bagit` |
| checksum lists as `sha512sum` writes them | `checksums` |
| METS as an E-ARK CSIP 2.2 package needs it | `mets` |
| PREMIS 3.0: objects, events, agents | `premis`, read back by `premis_reading` |
| Dublin Core, the short description | `dublin_core` |
| our own description, complete | `description_json` |
| the journal of descriptions (NDJSON) | `journal`, `journal_lines` |
| segments of the catalogue (NDJSON, zstd) | `segments` |
| the hand-over of AIPs to another archive | `hand_over` |
| EAD 2002 and EAD(DDB) 1.2 | `ead` |
| … read | `ead_reading`, `ead_units`, `ead_said`, `ead_words`, `ead_dates` |
| … written | `ead_documents`, `ead_writing` |
| ALTO, the text that recognition read on a page | `alto` |
| the one hardened XML parser, and XML written as it comes | `xml`, `xml_writing` |
| lines of text that somebody else wrote | `tag_lines` |

No database, no network. Errors in what arrived are typed here; the rooms above give them codes.
"""
