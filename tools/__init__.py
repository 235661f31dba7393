"""Foreign programs and libraries at arm's length: subprocesses with limits and no network.

| word | module |
|---|---|
| which format a file has (PRONOM, and libmagic as second opinion) | `identify` |
| the process that asks the libraries | `identify_worker` |
| files converted, and the proof that nothing was lost | `convert`, `convert_worker` |
| pictures of files that may be broken or hostile | `pictures`, `pictures_worker` |
| … their pages, pyramids and faults | `pictures_pages`, `pictures_pyramid`, `pictures_faults` |
| the conversation with such a process | `worker` |
| how a foreign program is started | `sandbox` |
"""
