"""Foreign programs and libraries at arm's length: subprocesses with limits and no network.

| word | module |
|---|---|
| which format a file has (PRONOM, and libmagic as second opinion) | `identify` |
| the process that asks the libraries | `identify_worker` |
| the conversation with such a process | `worker` |
| how a foreign program is started | `sandbox` |
"""
