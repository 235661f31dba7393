"""The portal, put together: shell, rooms, errors, headers."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from access import routes as access
from access.reading_room import routes as reading_room
from administration.reading import reading_of
from administration.reading_room import reading_room_of
from administration.web import operations, signing
from administration.web.headers import SecureHeaders
from administration.web.house import House
from administration.web.interface import describe
from administration.web.problems import answer_errors
from administration.web.sessions import Visitors
from administration.web.shell import STATIC, WebShell
from ingest import routes as ingest
from ingest.handing_in.shelf import Shelf
from preservation import routes as preservation

OPENAPI = "/api/v1/openapi.json"


def create_app(house: House) -> FastAPI:
    """The web application of one archive."""
    app = FastAPI(
        title=f"{house.settings.archive.title}: Muniment",
        version=version("muniment"),
        openapi_url=OPENAPI,
        # Their pages load scripts from other hosts; /api is ours.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    rooms = [
        (access.TEMPLATES, access.WORDS),
        (access.VIEWING_TEMPLATES, {}),
        (reading_room.TEMPLATES, reading_room.WORDS),
        (ingest.TEMPLATES, ingest.WORDS),
        (preservation.TEMPLATES, preservation.WORDS),
    ]
    shell = WebShell(house, rooms, Visitors(house))
    reading = reading_of(house)
    app.include_router(signing.router(shell, house))
    app.include_router(operations.router(shell, house))
    receiving = ingest.Receiving(
        database=house.database,
        clock=house.clock,
        new_id=house.new_id,
        shelf=Shelf(house.home.spool),
        limits=house.settings.ingest_limits(),
        start=house.jobs.start,
    )
    importing = ingest.Importing(
        database=house.database,
        new_id=house.new_id,
        spool=house.home.spool,
        start=house.jobs.start,
    )
    app.include_router(access.router(shell, reading))
    app.include_router(ingest.router(shell, receiving, importing))
    keeping = preservation.Keeping(house.database, house.clock, house.new_id, house.jobs.start)
    app.include_router(preservation.router(shell, keeping))
    app.include_router(reading_room.router(shell, reading_room_of(house)))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    answer_errors(app, shell)
    describe(app)
    app.add_middleware(SecureHeaders)
    return app
