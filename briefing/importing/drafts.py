"""What an importer found: an article in the making, and what it could not find."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it has a place in a corpus.

    `origin` is the file or address it came from, `outlet` the outlet's name as printed.
    `dropped_lines` are the lines that cleaning took out of the text, `questions` what the
    analyst is asked to settle.
    """

    origin: str
    text: str
    title: str | None = None
    outlet: str | None = None
    outlet_url: str | None = None
    source_id: str | None = None
    url: str | None = None
    published: date | None = None
    published_precision: str = "unknown"
    published_basis: str | None = None
    kind: str = "article"
    note: str | None = None
    language: str = "en"
    dropped_lines: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def ask(self, *questions: str) -> Draft:
        """Return this draft with more questions."""
        return replace(self, questions=(*self.questions, *questions))

    def ask_for_the_missing(self) -> Draft:
        """Return this draft with a question for each fact that was not found."""
        asked = {question.partition(":")[0] for question in self.questions}
        missing = {
            "title: what is the headline?": not self.title,
            "source: which outlet published it?": not (self.outlet or self.source_id),
            "url: at which address?": not self.url,
            "published: on which day?": self.published is None,
            f"language: is it {self.language}? Only English is coded": self.language != "en",
        }
        return self.ask(
            *(q for q, lacks in missing.items() if lacks and q.partition(":")[0] not in asked)
        )


def language_code(value: str | None) -> str:
    """Return the two-letter code in "en", "en-GB" or "EN_us"; "en" where there is none."""
    match = re.match(r"([A-Za-z]{2})(?:[-_]|\Z)", (value or "").strip(), re.ASCII)
    return match[1].lower() if match else "en"
