"""Packing: every generation is written here, and read here where there is no catalogue.

| word | module |
|---|---|
| what a generation is to hold | `plan` |
| where each file goes in the bag | `layout` |
| the ZIP file itself: headers written, directory read | `zip64`, `directory` |
| a list that may be longer than memory | `roll` |
| METS, PREMIS and description, written to a spool first | `spool`, `records` |
| BagIt tag files, and ours | `tagfiles` |
| what earlier generations hold | `fetch` |
| the Merkle root over the manifest | `filesroot` |
| writing a generation: sources read again, bytes on their way out | `seal`, `sources`, `outflow` |
| the next one, and what it carries over | `successor` |
| whether one says what the catalogue says of it | `retelling` |
| reading one without a catalogue: its end, or every byte | `sealed`, `inspection`, `malformed` |
"""
