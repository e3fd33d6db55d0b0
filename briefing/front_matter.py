"""The `key: value` block that opens an article file, read and written strictly.

A small subset of YAML that other Markdown tools read too. Values are text and nothing
else: YAML itself would turn `no` into False and a date into an object.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

FENCE = "---"

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_PAIR = re.compile(r"(?P<key>[A-Za-z_][\w-]*)\s*:(?:\s+(?P<value>.*))?\Z")
_PLAIN = re.compile(r"[^\W_](?:[\w .,;/()’“”–—+=&?%-]|:(?=[^\s]))*\Z")


class FrontMatterError(ValueError):
    """A line of the block that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Keys with their values and line numbers, and the text after the block."""

    values: dict[str, str]
    lines: dict[str, int]
    text: str
    text_line: int


def parse(content: str) -> FrontMatter:
    """Cut `content` into front matter and text.

    The text is everything after the closing line, without the one line break that may
    follow it. Raises FrontMatterError with the number of the line at fault.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, match in enumerate(_LINE.finditer(content), 1):
        line = match.group().rstrip()
        if number == 1:
            if line != FENCE:
                raise FrontMatterError(1, f"expected a line {FENCE} that opens the front matter")
        elif line == FENCE:
            rest = content[match.end() :]
            blank = re.match(r"\r?\n", rest)
            return FrontMatter(
                values, lines, rest[blank.end() :] if blank else rest, number + (2 if blank else 1)
            )
        elif match.end() == len(content):
            break
        elif line and not line.startswith("#"):
            key, value = _pair(line, number)
            if key in values:
                raise FrontMatterError(number, f"{key} is given twice (first on line {lines[key]})")
            values[key], lines[key] = value, number
    raise FrontMatterError(1, f"no line {FENCE} closes the front matter")


def render(values: dict[str, str], text: str) -> str:
    """Write what `parse` reads back exactly; a line break in a value is escaped."""
    pairs = (f"{key}: {_quoted(value)}".rstrip() for key, value in values.items())
    return "\n".join([FENCE, *pairs, FENCE, "", text])


def _pair(line: str, number: int) -> tuple[str, str]:
    match = _PAIR.match(line)
    if match is None:
        raise FrontMatterError(number, f"expected `key: value`, found {line[:60]!r}")
    return match["key"], _unquoted((match["value"] or "").strip(), number)


def _unquoted(value: str, number: int) -> str:
    if value[:1] == '"':
        try:
            return json.loads(value)
        except ValueError as error:
            raise FrontMatterError(
                number, 'a value that opens with " must close with it; write \\" and \\\\ inside'
            ) from error
    if value[:1] == "'":
        if len(value) < 2 or value[-1] != "'" or "'" in value[1:-1].replace("''", ""):
            raise FrontMatterError(
                number, "a value that opens with ' must close with it; write '' inside"
            )
        return value[1:-1].replace("''", "'")
    return value


def _quoted(value: str) -> str:
    if not value or (_PLAIN.match(value) and value == value.strip()):
        return value
    return json.dumps(value, ensure_ascii=False)
