"""METS and PREMIS of a generation, written from the list of what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from itertools import groupby
from typing import BinaryIO

from model.aip import Member, Role
from schemas.mets import (
    MetsFile,
    PackageFiles,
    Software,
    write_package_mets,
    write_representation_mets,
)
from schemas.premis import PremisFile, write_premis
from storage.packing import layout
from storage.packing.plan import GenerationPlan

_MDTYPES = {"dc.xml": "DC", "ead.xml": "EAD", "mods.xml": "MODS"}
_XML, _JSON = "application/xml", "application/json"


@cache
def software() -> Software:
    """We, as headers name the program that wrote them."""
    try:
        return Software("Muniment", metadata.version("muniment"))
    except metadata.PackageNotFoundError:
        return Software("Muniment", "0")  # straight from a checkout that was never installed


def representations(members: Iterable[Member]) -> Iterator[tuple[str, Iterator[Member]]]:
    """The representations that have files (``representations/original``), each with its own.

    ``members`` in the order of role and path, in which those of one stand together.
    """
    for name, files in groupby(members, lambda member: layout.representation_in(member.path)):
        if name is not None:
            yield name, files


def representation_mets(
    out: BinaryIO, plan: GenerationPlan, representation: str, members: Iterable[Member]
) -> None:
    """METS.xml of one representation."""
    folder = f"data/{representation}/"
    name = representation.rpartition("/")[2]
    files = _pointed_at(plan, members, folder)
    write_representation_mets(out, name, plan.sealed_at, software(), files)


def package_mets(out: BinaryIO, plan: GenerationPlan, members: Collection[Member]) -> None:
    """The root METS.xml; ``members``: files in ``data/`` that are in no representation."""
    own = {m.path: m for m in members if m.role is Role.METADATA}
    descriptive = [own[p] for p in own if p.startswith(layout.DESCRIPTIVE)]
    mets = [own[p] for p in own if p.endswith("/METS.xml")]

    def of(role: Role) -> Iterator[MetsFile]:
        return _pointed_at(plan, (m for m in members if m.role is role), "data/")

    files = PackageFiles(
        descriptive=list(_pointed_at(plan, descriptive, "data/")),
        preservation=list(_pointed_at(plan, [own[layout.PREMIS]], "data/", {"": "PREMIS"})),
        representations=list(_pointed_at(plan, mets, "data/")),
        documentation=of(Role.DOCUMENTATION),
        submission=of(Role.SUBMISSION),
    )
    label = f"{plan.refcode}: {plan.title}"
    write_package_mets(out, str(plan.aip), plan.sealed_at, software(), files, label=label)


def premis(out: BinaryIO, plan: GenerationPlan, members: Iterable[Member]) -> None:
    """The PREMIS document over everything that was given."""
    objects = (_premis_file(plan, member) for member in members)
    write_premis(out, plan.aip, objects, plan.events, plan.agents, name=plan.refcode)


def _premis_file(plan: GenerationPlan, member: Member) -> PremisFile:
    representation = layout.representation_in(member.path)
    place = f"data/{representation}" if representation else ""
    folder = f"{place}/data/" if representation else f"data/{member.role.name.lower()}/"
    return PremisFile(
        member.path,
        member.size,
        member.sha512,
        member.identification,
        original_name=member.path.removeprefix(folder),
        representation=place,
        derivation=plan.derivations.get(member.path),
    )


def _pointed_at(
    plan: GenerationPlan,
    members: Iterable[Member],
    folder: str,
    mdtypes: Mapping[str, str] = _MDTYPES,
) -> Iterator[MetsFile]:
    for member in members:
        path = member.path.removeprefix(folder)
        mdtype = mdtypes.get("") or mdtypes.get(path.rpartition("/")[2], "OTHER")
        found = member.identification
        mime = found.mime if found is not None else _mime(path)
        yield MetsFile(path, member.size, member.sha512, plan.sealed_at, mime, mdtype)


def _mime(path: str) -> str:
    # Only our own files come without an identification.
    return {"xml": _XML, "json": _JSON}.get(path.rpartition(".")[2], "application/octet-stream")
