"""Jobs: work that goes on in the background and survives a crash.

| word | module |
|---|---|
| putting a job in its queue, cancelling, trying again | `desk` |
| durable steps: done once, whatever happens in between | `steps` |
| what is kept of them, and where: JSON alone | `values`, `places`, `prepare` |
| what a job tells of itself | `book` |
| what runs the workflows | `engine` |
| the process that does jobs, beats, sweeps and keeps the hours | `worker`, `hours` |
| waiting for a job as if it were done here | `following` |

DBOS keeps what a job has done; the book of jobs (`catalogue.jobs`) says it to people. Nothing
outside this folder knows of DBOS.
"""
