"""Jobs and workers: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code, Exit, environment, wrong_call

JOB_CODES: dict[str, Code] = {
    "jobs.not-found": wrong_call(
        "There is no job {job}.",
        "Es gibt keinen Auftrag {job}.",
        "`muniment jobs list` shows all.",
        "`muniment jobs list` zeigt alle.",
        status=404,
    ),
    "jobs.ended": wrong_call(
        "The job {job} has ended already.",
        "Der Auftrag {job} ist schon beendet.",
        status=409,
    ),
    "jobs.cancelled": Code(
        Exit.FOUND_WRONG,
        409,
        "The job {job} was cancelled.",
        "Der Auftrag {job} wurde abgebrochen.",
        "What it had done stays; it can be tried again.",
        "Was schon getan war, bleibt; er kann noch einmal versucht werden.",
    ),
    "jobs.not-ended": wrong_call(
        "The job {job} has not failed, so it cannot be tried again.",
        "Der Auftrag {job} ist nicht gescheitert und kann nicht noch einmal versucht werden.",
        status=409,
    ),
    "jobs.given-up": Code(
        Exit.FOUND_WRONG,
        500,
        "The job was begun {attempts} times, and each time the worker ended before it was done.",
        "Der Auftrag wurde {attempts}-mal begonnen, und jedes Mal endete der Ausführende vorher.",
        "Look into log/worker.log, then try it again.",
        "In log/worker.log nachsehen, dann noch einmal versuchen.",
    ),
    "jobs.unreadable": Code(
        Exit.FOUND_WRONG,
        500,
        "The job engine's database holds something that is not JSON for this job; it is not read.",
        "Die Datenbank der Aufträge enthält zu diesem etwas, das kein JSON ist; es wird nicht "
        "gelesen.",
        "An older program left it, or somebody wrote there. Try the job again: it begins anew.",
        "Ein älteres Programm hinterließ es, oder jemand schrieb hinein. Den Auftrag noch einmal "
        "versuchen: Er beginnt von vorn.",
    ),
    "jobs.worker-running": environment(
        "Another worker is at work on {home}; an archive on SQLite has one.",
        "An {home} arbeitet schon ein anderer Ausführender; ein Archiv auf SQLite hat nur einen.",
        "Stop that one first, or move the archive to PostgreSQL.",
        "Erst jenen beenden oder das Archiv auf PostgreSQL umziehen.",
    ),
    "jobs.no-worker": environment(
        "The job was put in its queue, and no worker has taken it for {seconds} seconds.",
        "Der Auftrag steht in der Warteschlange, und seit {seconds} Sekunden nahm ihn niemand.",
        "Start one with `muniment worker`; it goes on by itself then.",
        "Einen mit `muniment worker` starten; dann geht er von selbst weiter.",
    ),
}
