"""Settings of the reading room, of visits and of mail."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from administration.home import Home
from administration.settings_section import Section
from model.errors import Language
from model.reading_days import RoomRules
from model.visiting import Visiting

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_SPAN = rf"{_TIME}-{_TIME}"
_Time = Annotated[str, Field(pattern=rf"^{_TIME}$")]
_Hours = Annotated[str, Field(pattern=rf"^{_SPAN}(, {_SPAN})*$")]
_Line = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=4000)]

_RULES = RoomRules()


class ReadingRoomSettings(Section):
    """Opening days, lead time, limits (`model.reading_days`)."""

    open_days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu")
    hours: dict[Weekday, _Hours] = Field(default_factory=dict)
    closed_on: tuple[date, ...] = ()
    pull_times: tuple[_Time, ...] = Field(_RULES.pull_times, min_length=1)
    lead_days: int = Field(_RULES.lead_days, ge=0, le=60)
    ahead_days: int = Field(_RULES.ahead_days, ge=1, le=366)
    units_per_day: int = Field(_RULES.units_per_day, ge=1, le=1000)
    seats: int = Field(_RULES.seats, ge=1, le=10_000)
    keep_days: int = Field(_RULES.keep_days, ge=0, le=366)
    approve_at_once: bool = _RULES.approve_at_once
    blocked: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _hours_of_open_days(self) -> ReadingRoomSettings:
        for day, hours in self.hours.items():
            if day not in self.open_days:
                # Readers would stand before a closed door.
                raise ValueError(f"reading_room.hours: {day} is not among open_days")
            times = [time for span in hours.split(", ") for time in span.split("-")]
            if times != sorted(set(times)):
                raise ValueError(f"reading_room.hours: the times of {day} are out of order")
        return self

    def rules(self) -> RoomRules:
        """The rules, as the reading room knows them."""
        return RoomRules(
            hours=tuple(self.hours.get(day, "") for day in _WEEKDAYS),
            open_days=frozenset(_WEEKDAYS.index(day) for day in self.open_days),
            closed_on=frozenset(self.closed_on),
            lead_days=self.lead_days,
            ahead_days=self.ahead_days,
            pull_times=tuple(sorted(self.pull_times)),
            units_per_day=self.units_per_day,
            seats=self.seats,
            keep_days=self.keep_days,
            approve_at_once=self.approve_at_once,
            blocked=frozenset(self.blocked),
        )


class VisitSettings(Section):
    """What the page for visitors says of the archive (`model.visiting`)."""

    address: tuple[_Line, ...] = ()
    mail: str = Field("", pattern=r"^([!-~]+@[A-Za-z0-9.-]+)?$")
    telephone: str = Field("", pattern=r"^[0-9+ ()/-]*$")
    way: dict[Language, _Text] = Field(default_factory=dict)
    bring: dict[Language, _Text] = Field(default_factory=dict)

    def visiting(self) -> Visiting:
        """As the portal knows it."""
        return Visiting(self.address, self.mail, self.telephone, self.way, self.bring)


class MailSettings(Section):
    """How letters to readers go out. Without a host they are written to ``HOME/mail``."""

    host: str = Field("", pattern=r"^[A-Za-z0-9.:-]*$")
    port: int = Field(25, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "none"
    user: str = ""
    password_file: str = "keys/mail-password"  # noqa: S105 - where it lies, not what it is
    sender: str = Field("archive@localhost", pattern=r"^[!-~]+@[A-Za-z0-9.-]+$")
    seconds: int = Field(20, ge=1, le=300)

    def password_path(self, home: Home) -> Path:
        """The file that holds the password; a relative one is relative to HOME."""
        return home.path / self.password_file
