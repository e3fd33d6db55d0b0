"""Bytes to text: byte order marks, UTF-8, the declared encoding, then a guess."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from briefing.errors import InputError

MAX_FOREIGN_SHARE = 0.1  # an English text has fewer bytes above 127 than this
MAX_CONTROL_SHARE = 0.01

_MARKS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_FORMATS = {
    b"%PDF": "a PDF file; save its text first",
    b"PK\x03\x04": "a zip or office file; save its text first",
    b"\xd0\xcf\x11\xe0": "an office file; save its text first",
    b"{\\rtf": "an RTF file; save it as plain text first",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"\x89PNG": "an image, not text",
    b"\xff\xd8\xff": "an image, not text",
    b"GIF8": "an image, not text",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")


def decode(data: bytes, origin: str, declared: str | None = None) -> str:
    """Return the text in `data`.

    UTF-8 wins over what is declared, because text in another encoding is hardly ever valid
    UTF-8 while declarations are often wrong. Raises InputError naming `origin` for empty
    or binary content.
    """
    if not data.strip():
        raise InputError("the file is empty", path=origin)
    for start, what in _BINARY_FORMATS.items():
        if data.startswith(start):
            raise InputError(what, path=origin)
    text = _decoded(data, declared)
    if text is None or "\0" in text or _control_share(text) > MAX_CONTROL_SHARE:
        raise InputError("a binary file, not text", path=origin)
    if not text.strip():
        raise InputError("the file is empty", path=origin)
    return text


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding an HTML or XML file names in its first lines."""
    match = _DECLARED.search(data[:2048])
    return match[1].decode("ascii") if match else None


def _decoded(data: bytes, declared: str | None) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    candidates = ["utf-8"]
    if declared:
        candidates.append(_as_browsers_read(declared))
    if sum(byte > 127 for byte in data) <= MAX_FOREIGN_SHARE * len(data):
        candidates.append("cp1252")
    for encoding in candidates:
        text = _try(data, encoding)
        if text is not None:
            return text
    best = None if b"\0" in data else from_bytes(data).best()
    return None if best is None else str(best)


def _as_browsers_read(name: str) -> str:
    """Return the encoding a label stands for on the web: Latin-1 means Windows-1252."""
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):  # LookupError: a codec that is not for text
        return None


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(len(text), 1)
