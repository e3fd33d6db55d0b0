"""Plain text as analysts paste it: find the headline, outlet, date and address in its lines.

Cleaning only drops whole lines that say nothing but where and when the article appeared.
What is kept is kept exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, pairwise

from briefing.errors import InputError
from briefing.importing.addresses import host_of, site_of
from briefing.importing.drafts import Draft
from briefing.importing.lines import (
    MAX_LABEL_WORDS,
    Found,
    is_furniture,
    is_rubric,
    read_dateline,
    take_address,
    take_metadata,
    take_outlet_line,
    take_title_line,
)

MAX_HEAD_LINES = 12
MAX_LINE_CHARS = 500  # a longer line is text
MAX_TITLE_WORDS = 25
MIN_LONG_TITLE_WORDS = 6

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_LETTER = re.compile(r"[^\W\d_]")


def draft_from_text(text: str, origin: str) -> Draft:
    """Read a plain text into a draft.

    Raises InputError where nothing but headline, outlet, date or address is left.
    """
    lines = [m.group() for m in _LINE.finditer(text) if m.group()]
    shown = [line.strip().lstrip("\ufeff") for line in lines]
    filled = [i for i, line in enumerate(shown) if line]
    found = Found()
    dropped: set[int] = set()

    def drop_where(take: Callable[[str, Found], bool], numbers: list[int]) -> None:
        for i in numbers:
            if i not in dropped and len(shown[i]) <= MAX_LINE_CHARS and take(shown[i], found):
                dropped.add(i)

    head = _head(shown, filled)
    drop_where(take_address, [*head, *filled[-3:]])
    drop_where(lambda line, _: is_rubric(line), head)
    drop_where(take_title_line, head)
    drop_where(take_metadata, [*head, *filled[-2:]])
    if len(head) > 1:
        drop_where(take_outlet_line, head)
    drop_where(lambda line, _: is_furniture(line), filled)
    read_dateline(shown, filled, found)
    drop_where(lambda line, found: _same(line, found.outlet or ""), head)
    dropped |= _take_title(shown, [i for i in filled if i not in dropped], head, dropped, found)
    kept = (line for i, line in enumerate(lines) if i not in dropped)
    text = "".join(dropwhile(lambda line: not line.strip(), kept))
    if not text:
        raise InputError("no text below the headline, outlet, date or address", path=origin)
    return _draft(origin, text, found, [shown[i] for i in sorted(dropped)])


def drop_title_lines(text: str, title: str | None) -> str:
    """Take the headline, repeated at the top of a text, out of it."""
    lines = (m.group() for m in _LINE.finditer(text))
    return "".join(dropwhile(lambda line: not line.strip() or _same(line, title or ""), lines))


def _draft(origin: str, text: str, found: Found, dropped: list[str]) -> Draft:
    outlet = found.outlet or host_of(found.url) or None
    day = found.published
    return Draft(
        origin,
        text,
        title=found.title,
        outlet=outlet,
        outlet_url=site_of(found.url) if outlet and not found.outlet else None,
        url=found.url,
        published=day.day if day else None,
        published_precision=day.precision if day else "unknown",
        published_basis="stated" if day else None,
        note="; ".join(found.notes) or None,
        dropped_lines=tuple(dropped),
        questions=tuple(found.questions),
    )


def _head(shown: list[str], filled: list[int]) -> list[int]:
    """Return the numbers of the lines before the first paragraph."""
    head: list[int] = []
    for number in filled[:MAX_HEAD_LINES]:
        if _is_prose(shown[number]):
            break
        head.append(number)
    return head


def _is_prose(line: str) -> bool:
    return len(line.split()) > MAX_TITLE_WORDS or (
        len(line.split()) > MAX_LABEL_WORDS and line[-1] in '."”’'
    )


def _take_title(
    shown: list[str], rest: list[int], head: list[int], dropped: set[int], found: Found
) -> set[int]:
    """Find the headline and return the numbers of the lines that hold it."""
    if found.title is None:
        if len(rest) < 2 or not _is_headline(shown[rest[0]]):
            return set()
        first = rest[0]
        if not _stands_as_title(shown, rest, dropped):
            found.questions.append(
                f"title: is {shown[first]!r} the headline or the first section's heading?"
            )
            return set()
        found.title = shown[first]
    return {i for i in rest if i in head and _same(shown[i], found.title)}


def _is_headline(line: str) -> bool:
    return (
        len(line.split()) <= MAX_TITLE_WORDS
        and line[-1] not in ".:,;…"
        and not re.match(r"[-*•]\s", line)
        and bool(_LETTER.search(line))
    )


def _stands_as_title(shown: list[str], rest: list[int], dropped: set[int]) -> bool:
    """Say whether the first line left is the headline and no section's heading.

    It is when it is repeated, when a dropped line (date, byline) or a blank line parts it
    from the text as it parts no other heading, when there is no other heading, or when it
    is longer than all of them.
    """
    first, after = rest[:2]
    if any(_same(shown[i], shown[first]) for i in rest[1:4]):
        return True
    if any(i in dropped for i in range(first + 1, after)):
        return True
    headings = [
        (number, following)
        for number, following in pairwise(rest[1:])
        if len(shown[number].split()) <= MAX_LABEL_WORDS and _is_headline(shown[number])
    ]
    n_words = len(shown[first].split())
    if n_words >= MIN_LONG_TITLE_WORDS and all(
        n_words > len(shown[number].split()) for number, _ in headings
    ):
        return True
    is_parted = after > first + 1
    return not headings or (
        is_parted and all(following == number + 1 for number, following in headings)
    )


def _same(line: str, title: str) -> bool:
    def key(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().casefold()

    return bool(key(title)) and key(line) == key(title)
