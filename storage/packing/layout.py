"""Where things go in a bag (DESIGN section 4; CSIP 2.2 for what lies in ``data/``)."""

from __future__ import annotations

from typing import assert_never

from model.aip import PayloadFile, Role, safe_path

PREMIS = "data/metadata/preservation/premis.xml"
PACKAGE_METS = "data/METS.xml"
DESCRIPTIVE = "data/metadata/descriptive/"

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
SECRET = "muniment/secret.txt"  # noqa: S105 - the name of a file
FILES = "muniment/files.tsv"


def representation_of(role: Role) -> str | None:
    """The representation that files of a role belong to, a path in ``data/``; None: to none."""
    match role:
        case Role.ORIGINAL:
            return "representations/original"
        case Role.PRESERVATION:
            return "representations/preservation-1"
        case Role.ACCESS:
            return "representations/access-1"
        case Role.DOCUMENTATION | Role.SUBMISSION | Role.METADATA | Role.TAG:
            return None
        case _:
            assert_never(role)


def bag_path(file: PayloadFile) -> str:
    """The path in the bag of a file that is to be packed. Raises `ingest.unsafe-path`."""
    return f"data/{_place(file.role)}/{safe_path(file.path)}"


def _place(role: Role) -> str:
    representation = representation_of(role)
    if representation is not None:
        return f"{representation}/data"
    if role is Role.DOCUMENTATION:
        return "documentation"
    if role is Role.SUBMISSION:
        return "submission"
    raise ValueError(f"files of role {role.name} are written by packing itself")
