"""Every kind of job."""

from __future__ import annotations

from administration.workflows import (
    Queue,
    Workflow,
    access_copies,
    accession,
    check_submission,
    count_formats,
    delivery,
    disposal,
    fill,
    fixity_round,
    import_ead,
    ingest,
    mail,
    migration,
    reading_room,
    verify,
)

_ALL = (
    Workflow(
        "check-submission",
        check_submission.run,
        "Check of a submission",
        "Prüfung einer Ablieferung",
        Queue.SHORT,
    ),
    Workflow("accession", accession.run, "Accession", "Übernahme"),
    Workflow("access-copies", access_copies.run, "Access copies", "Ansichtskopien", Queue.AHEAD),
    Workflow("delivery", delivery.run, "Preparing a delivery", "Vorbereiten einer Auslieferung"),
    Workflow("disposal", disposal.run, "Disposal", "Kassation"),
    Workflow("mail", mail.run, "Sending mail", "Versand von E-Mail"),
    Workflow(
        "reading-room", reading_room.run, "Reading room by the clock", "Lesesaal nach der Uhr"
    ),
    Workflow("import-ead", import_ead.run, "Import of a finding aid", "Import eines Findmittels"),
    Workflow("ingest", ingest.run, "Ingest of a folder", "Übernahme eines Ordners"),
    Workflow("verify", verify.run, "Check of all copies", "Prüfung aller Kopien"),
    Workflow("fill", fill.run, "Filling of stores", "Füllen von Speichern"),
    Workflow("fixity-round", fixity_round.run, "Fixity round", "Prüfrunde"),
    Workflow("count-formats", count_formats.run, "Count of formats", "Zählung der Formate"),
    Workflow("migration", migration.run, "Migration of formats", "Formatmigration"),
)

WORKFLOWS: dict[str, Workflow] = {one.kind: one for one in _ALL}
"""By kind. Kinds are stored with the jobs: never change one."""
