"""`muniment migrate`: a plan, its rehearsal, and its run once a second person has signed it off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin
from administration.counted import AIPS, FILES
from model.errors import Exit, MunimentError

if TYPE_CHECKING:
    from administration.wiring import Archive
    from catalogue.migrations import Migration
    from model.ports import Progress


def migrate(
    ctx: typer.Context,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A TOML file; see docs.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be touched; change nothing.")
    ] = False,
    roll_back: Annotated[
        bool, typer.Option("--roll-back", help="Supersede what the plan's migration made.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Migrate files to another format by a plan.

    The first call writes the plan down and rehearses it on a sample; nothing is stored. A second
    person signs it off in the portal. The next call runs it: each file becomes a new
    representation in a new generation, and the originals stay as they are. Called once more, it
    tries the AIPs again that failed.
    """
    call = begin(ctx, home, as_json)
    text = _read(plan)
    with call.archive() as archive, call.console.progress() as progress:
        if dry_run:
            _preview(call, archive, text, progress)
            return
        found = _written(archive, text, progress)
        if roll_back or found.state in ("signed-off", "ended"):
            _run(call, archive, found, progress, roll_back=roll_back)
        elif found.state == "planned":
            _rehearse(call, archive, found, progress)
        elif found.state == "rehearsed":
            raise MunimentError("migration.not-signed-off", plan=found.id)
        else:
            raise MunimentError("migration.out-of-turn", state=found.state, deed="run")


def _read(plan: Path) -> str:
    try:
        return plan.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise MunimentError("migration.plan-unreadable", path=plan, reason=reason) from error


def _preview(call: Call, archive: Archive, text: str, progress: Progress) -> None:
    from administration.cli.layout import size
    from administration.migrating import workshop_of
    from preservation.migrating.plan import read_plan
    from preservation.migrating.planning import touched

    wanted, console = read_plan(text), call.console
    with workshop_of(archive, archive.agent, progress) as work:
        selected = touched(work, wanted)
    files, amount = sum(one[1] for one in selected), sum(one[2] for one in selected)
    aips, count = AIPS.of(len(selected), console.language), FILES.of(files, console.language)
    console.answer(
        {
            "name": wanted.name,
            "aips": [{"aip": str(a), "files": f, "bytes": b} for a, f, b in selected],
            "files": files,
            "bytes": amount,
        },
        console.tr(
            f"{wanted.name}: {count} in {aips}, {size(amount)}.",
            f"{wanted.name}: {count} in {aips}, {size(amount)}.",
        ),
    )


def _written(archive: Archive, text: str, progress: Progress) -> Migration:
    from administration.migrating import workshop_of
    from preservation.migrating.planning import write_down

    with workshop_of(archive, archive.agent, progress) as work:
        return write_down(work, text)


def _rehearse(call: Call, archive: Archive, found: Migration, progress: Progress) -> None:
    from administration.aftercare import settle_ledger
    from administration.migrating import workshop_of
    from preservation.migrating.rehearsing import rehearse

    with workshop_of(archive, archive.agent, progress) as work:
        rehearsal = rehearse(work, found)
    settle_ledger(archive)
    results: list[dict[str, Any]] = rehearsal["results"]
    good, console = sum(not one["code"] for one in results), call.console
    console.answer(
        {"plan": str(found.id), "state": "rehearsed", "rehearsal": rehearsal},
        console.tr(
            f"Rehearsed: {good} of {len(results)} files converted and compared; nothing stored. "
            f"A second person signs it off at /migrations/{found.id}.",
            f"Erprobt: {good} von {len(results)} Dateien umgewandelt und verglichen; nichts "
            f"gespeichert. Eine zweite Person gibt frei: /migrations/{found.id}.",
        ),
    )


def _run(
    call: Call, archive: Archive, found: Migration, progress: Progress, *, roll_back: bool
) -> None:
    from administration.workflows import migration
    from administration.workflows.inline import InlineSteps

    arguments = {"plan": str(found.id), "roll_back": roll_back}
    done, console = migration.run(InlineSteps(progress), archive, arguments), call.console
    console.answer(
        done,
        console.tr(
            f"With a new generation: {AIPS.of(done['done'], 'en')}; as before: {done['failed']}.",
            f"Mit neuer Generation: {AIPS.of(done['done'], 'de')}; wie zuvor: {done['failed']}.",
        ),
    )
    if done["failed"]:
        raise typer.Exit(Exit.FOUND_WRONG)
