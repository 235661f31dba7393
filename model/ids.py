"""Identifiers: UUIDv7 for everything (RFC 9562), ARKs for what is cited in public."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from model.errors import MunimentError

_OBJECT_KEY = re.compile(
    r"aip/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/v([0-9]{5})\.zip"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The NOID alphabet: no vowels, so that an ARK never spells a word, and no "l" to misread.
_BETANUMERIC = "0123456789bcdfghjkmnpqrstvwxz"
_NAAN = re.compile(f"[{_BETANUMERIC}]{{5,16}}")
_HYPHENS = re.compile("[-\u2010-\u2015]")  # and what word processors make of them
_SHOULDER = "m1"  # our own shoulder under the archive's NAAN; a digit ends it (ARK spec 2.3)
_BLADE_LENGTH = 27  # 29**27 > 2**128, so every UUID fits


def uuid7(at: datetime, randomness: bytes) -> UUID:
    """A UUIDv7 for the instant ``at`` from ten random bytes (RFC 9562 section 5.7)."""
    if len(randomness) != 10:
        raise ValueError("a UUIDv7 takes ten random bytes")
    milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)  # a float would lose one now and then
    value = (milliseconds << 80) | int.from_bytes(randomness, "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def parse_uuid(text: str) -> UUID | None:
    """The identifier in canonical lower-case form, or None. Other spellings are not identifiers."""
    # Braces, "urn:uuid:" and bare hex would give one AIP several store keys.
    return UUID(text) if _CANONICAL.fullmatch(text) else None


def partition_of(aip: UUID) -> int:
    """The partition (0 to 65,535) of an AIP: the last four hex digits, which are its folders."""
    return aip.int & 0xFFFF


PARTITIONS = 1 << 16


def partition_folder(partition: int) -> str:
    """Where the AIPs of a partition lie in a store: ``aip/<ab>/<cd>/``."""
    tail = f"{partition:04x}"
    return f"aip/{tail[:2]}/{tail[2:]}/"


def object_key(aip: UUID, generation: int) -> str:
    """The store key of one generation: ``aip/<ab>/<cd>/<aip-id>/v00001.zip``."""
    if not 1 <= generation <= 99_999:
        # five digits sort; a sixth would sort before them
        raise MunimentError("aip.generation-out-of-range", generation=generation)
    return f"{partition_folder(partition_of(aip))}{aip}/v{generation:05d}.zip"


def from_object_key(key: str) -> tuple[UUID, int] | None:
    """The AIP and the generation that a store key names; None for what is no such key."""
    found = _OBJECT_KEY.fullmatch(key)
    if found is None:
        return None
    aip, generation = UUID(found[1]), int(found[2])
    return (aip, generation) if generation and object_key(aip, generation) == key else None


def ark(naan: str, identifier: UUID) -> str:
    """The ARK of a description or AIP, the same for ever: ``ark:99999/m1…``."""
    value, blade = identifier.int, ""
    for _ in range(_BLADE_LENGTH):
        value, digit = divmod(value, len(_BETANUMERIC))
        blade = _BETANUMERIC[digit] + blade
    name = f"{_SHOULDER}{blade}"
    return f"ark:{naan}/{name}{_check_character(f'{naan}/{name}')}"


def from_ark(text: str) -> UUID | None:
    """The identifier an ARK names, or None where it is mistyped (its check character tells)."""
    # ARK spec 2.2: "ark:/" and "ark:" are the same, hyphens mean nothing.
    body = _HYPHENS.sub("", text).lower().removeprefix("ark:").removeprefix("/")
    naan, _, name = body.partition("/")
    if not _NAAN.fullmatch(naan):
        return None
    if len(name) != len(_SHOULDER) + _BLADE_LENGTH + 1 or not name.startswith(_SHOULDER):
        return None
    if any(c not in _BETANUMERIC for c in name[len(_SHOULDER) :]):
        return None
    if _check_character(f"{naan}/{name[:-1]}") != name[-1]:
        return None
    value = 0
    for character in name[len(_SHOULDER) : -1]:
        value = value * len(_BETANUMERIC) + _BETANUMERIC.index(character)
    return UUID(int=value) if value < 1 << 128 else None


def _check_character(text: str) -> str:
    # NOID check digit: weight times value, modulo 29, characters outside the alphabet count 0.
    # NOID's weight is the position. Ours begins again after 28, since the 29th would weigh nothing
    # modulo 29 and a typo there would go unnoticed.
    total = sum(
        (position % 28 + 1) * _BETANUMERIC.index(character)
        for position, character in enumerate(text)
        if character in _BETANUMERIC
    )
    return _BETANUMERIC[total % len(_BETANUMERIC)]
