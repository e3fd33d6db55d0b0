"""Words and numbers inside a figure. chart.js repeats each of these functions."""

from __future__ import annotations

import math

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: object) -> str:
    """Return `text` so that plotly, which reads some HTML in labels, shows it as it is."""
    return "".join(_ENTITIES.get(character, character) for character in str(text))


def wrapped(text: str, width: int) -> str:
    """Return `text` escaped, broken between words into lines of about `width` characters."""
    lines = [""]
    for word in str(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "<br>".join(escaped(line) for line in lines)


def grouped(n: int) -> str:
    """Return 1234567 as 1,234,567."""
    return f"{n:,}"


def counted(n: int, names: tuple[str, str]) -> str:
    """Return "1 event" or "2 events"."""
    return f"{grouped(n)} {names[0] if n == 1 else names[1]}"


def signed(value: float) -> str:
    """Return a score with two decimals and its sign, halves rounded away from zero.

    The tiny addend makes sums that differ in their last bit round alike.
    """
    hundredths = math.floor(abs(value) * 100 + 0.5 + 1e-9)
    sign = "" if hundredths == 0 else "+" if value > 0 else "\u2212"
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def whole(value: float) -> str:
    """Return a whole number with its sign."""
    sign = "" if value == 0 else "+" if value > 0 else "\u2212"
    return f"{sign}{abs(int(value))}"


def percent(share: float) -> str:
    """Return a share as a whole percentage, halves rounded up."""
    return f"{math.floor(share * 100 + 0.5)}%"
