"""Where things go in a bag (DESIGN section 4; CSIP 2.2 for what lies in ``data/``)."""

from __future__ import annotations

import re

from model.aip import Member, PayloadFile, Role, safe_path

PREMIS = "data/metadata/preservation/premis.xml"
PACKAGE_METS = "data/METS.xml"
DESCRIPTIVE = "data/metadata/descriptive/"

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
FETCH = "fetch.txt"  # only where something is carried over from earlier generations
SECRET = "muniment/secret.txt"  # noqa: S105 - the name of a file
FILES = "muniment/files.tsv"

_REPRESENTATION = re.compile(r"data/(representations/[^/]+)/data/.+", re.DOTALL)
_NUMBERED_PLACE = re.compile(
    r"data/representations/(preservation|access)-([1-9]\d{0,8})/data/(.+)", re.DOTALL
)
_NUMBERED = {Role.PRESERVATION: "preservation", Role.ACCESS: "access"}


def representation_in(path: str) -> str | None:
    """The representation that a data file of a bag belongs to, a path in ``data/``; None: to none.

    ``representations/original``, ``representations/preservation-1``.
    """
    match = _REPRESENTATION.fullmatch(path)
    return match[1] if match else None


def representation_data(role: Role, number: int = 1) -> str:
    """The folder in the bag that holds the data files of a representation."""
    name = "original" if role is Role.ORIGINAL else f"{_NUMBERED[role]}-{number}"
    return f"data/representations/{name}/data"


def bag_path(file: PayloadFile) -> str:
    """The path in the bag of a file that is to be packed. Raises `ingest.unsafe-path`."""
    return f"{_place(file)}/{safe_path(file.path)}"


def placed(path: str) -> tuple[Role, str, int] | None:
    """Role, path in the place of that role, and representation number; None for our records."""
    for role in (Role.ORIGINAL, Role.DOCUMENTATION, Role.SUBMISSION):
        head = f"{_place(PayloadFile('', '', 0, b'', 0, role))}/"
        if path.startswith(head):
            return role, path.removeprefix(head), 1
    match = _NUMBERED_PLACE.fullmatch(path)
    if match is None:
        return None
    role = Role.PRESERVATION if match[1] == "preservation" else Role.ACCESS
    return role, match[3], int(match[2])


def unplaced(member: Member) -> tuple[str, int]:
    """The path of a member in the place of its role, and the number of its representation.

    The other way round than `bag_path`. Raises ValueError for what packing itself writes.
    """
    number = 1
    if member.role in _NUMBERED:
        number = int(member.path.split("/", 3)[2].rpartition("-")[2])
    place = _place(PayloadFile("", "", 0, b"", 0, member.role, number=number))
    return member.path.removeprefix(f"{place}/"), number


def _place(file: PayloadFile) -> str:
    match file.role:
        case Role.ORIGINAL | Role.PRESERVATION | Role.ACCESS:
            return representation_data(file.role, file.number)
        case Role.DOCUMENTATION:
            return "data/documentation"
        case Role.SUBMISSION:
            return "data/submission"
        case Role.METADATA | Role.TAG:
            raise ValueError(f"files of role {file.role.name} are written by packing itself")
