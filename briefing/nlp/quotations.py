"""Give quotations to whoever says them: by verb beside them, label, or what went before."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from briefing.lexicon.reporting import ReportingLexicon, ReportingRule
from briefing.nlp.attributions import verb_rules
from briefing.nlp.quote_marks import Quotation
from briefing.nlp.reporters import speaker_of

MAX_SCARE_WORDS = 5
MAX_GAP_CHARS = 5
MIN_TRANSCRIPT_LINES = 2
MAX_CUE_TOKENS = 25
MAX_OBJECT_TOKENS = 3
MAX_CLIMB = 6
MAX_SPEAKER_TOKENS = 20

_SENTENCE_MARKS = frozenset({".", "!", "?", ";"})
# Transcripts ("SMITH: ..."; one line alone is a dateline or a label), headlines ("Smith: 'We go'"), a name on the line above its
# quotation, and pull quotes ("'We go' — Smith").
_LABELS = (
    re.compile(r"^[\"“]?(?P<speaker>[A-Z][A-Z.'’\- ]{2,40}):[ ](?P<said>\S[^\n]*\S)", re.M),
    re.compile(
        r"^(?P<speaker>[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]+){0,5}):[ ](?P<said>[‘“'\"][^\n]+)", re.M
    ),
    re.compile(
        r"^(?P<speaker>[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]+){1,4})(?:,[^\n.]{1,60})?\n+"
        r"(?P<said>[“\"][^\n]{3,2000}[”\"])$",
        re.M,
    ),
    re.compile(
        r"^(?P<said>[“”\"][^\n]{3,2000}?[”\"])\s{0,2}[—–―-]{1,2}[ ]?(?P<speaker>[A-Z][\w.'’-]+[^\n.”\"]{0,60})[. ]*$",
        re.M,
    ),
)


@dataclass(slots=True)
class Draft:
    """A quote in the making. `parts` are character ranges, the speaker's words unless it is
    a comment on somebody else's.
    """

    parts: list[tuple[int, int]]
    quote_type: str
    cue_tokens: tuple[Token, ...] = ()
    speaker: Token | None = None
    rule: ReportingRule | None = None
    is_comment: bool = False

    @property
    def start_char(self) -> int:
        return self.parts[0][0]

    @property
    def end_char(self) -> int:
        return self.parts[-1][1]

    def add(self, parts: Sequence[tuple[int, int]]) -> None:
        """Add more of the speaker's words."""
        self.parts = union([*self.parts, *parts])


class QuotationReader:
    """Read the quotations of one Doc that no reported clause has taken."""

    def __init__(
        self,
        doc: Doc,
        text: str,
        lexicon: ReportingLexicon,
        quotations: list[Quotation],
        drafts: list[Draft],
    ) -> None:
        self.doc = doc
        self.text = text
        self.lexicon = lexicon
        self.quotations = quotations
        self.by_cue = {d.cue_tokens[0].i: d for d in drafts if d.cue_tokens}
        self.cues = sorted(self.by_cue)
        self.by_quotation: dict[int, Draft] = {}
        self.new: list[Draft] = []

    def read(self, taken: dict[int, Draft]) -> list[Draft]:
        """Return the drafts of all quotations but those `taken`, which they may extend."""
        for i, quotation in enumerate(self.quotations):
            draft = taken.get(i)
            if draft is None:
                rule_and_cue = self._cue_beside(i)
                if rule_and_cue:
                    draft = self._said(quotation, *rule_and_cue)
                else:
                    draft = self._continued(i) or self._unsaid(i)
            self.by_quotation[i] = draft
        return self.new

    def _said(self, quotation: Quotation, rule: ReportingRule, cue: Token) -> Draft:
        draft = self.by_cue.get(cue.i)
        if draft is not None and (
            quotation.start_char - draft.end_char in range(MAX_GAP_CHARS)
            or overlapping(self.quotations, draft.start_char, draft.end_char)
        ):
            draft.add(quotation.parts)
            return draft
        speaker = self._speaker_beside(cue, quotation)
        return self._new(Draft(list(quotation.parts), "direct", (cue,), speaker, rule))

    def _continued(self, i: int) -> Draft | None:
        """Return the draft a quotation without a verb goes on with: same speaker as before."""
        quotation = self.quotations[i]
        start = quotation.start_char
        gap = self._gap(i)
        if gap.strip() and gap.rstrip()[-1] not in ".!?,":
            return None
        before = self.by_quotation.get(i - 1)
        if before is not None and before.quote_type == "direct" and "\n" not in gap:
            before.add(quotation.parts)
            return before
        if self._n_words(quotation) <= MAX_SCARE_WORDS:
            return None
        k = bisect_right(self.cues, start, key=lambda c: self.doc[c].idx) - 1
        last = self.by_cue[self.cues[k]] if k >= 0 else None
        paragraph = self.text.rfind("\n", 0, start) + 1
        if paragraph == start and self._ends_paragraph(quotation):
            paragraph = self.text.rfind("\n", 0, len(self.text[:paragraph].rstrip())) + 1
        if last is None or last.cue_tokens[0].idx < paragraph:
            return None
        return self._new(
            Draft(list(quotation.parts), "direct", last.cue_tokens, last.speaker, last.rule)
        )

    def _unsaid(self, i: int) -> Draft:
        quotation = self.quotations[i]
        if self._n_words(quotation) <= MAX_SCARE_WORDS:
            return self._new(Draft(list(quotation.parts), "scare"))
        speaker = self._person_above(quotation)
        return self._new(Draft(list(quotation.parts), "direct", (), speaker))

    def _person_above(self, quotation: Quotation) -> Token | None:
        """Return the named subject of the clause a quotation stands in ("he faced a “...”")."""
        start, end = quotation.start_char, quotation.end_char
        token = self.doc.char_span(start, end, alignment_mode="expand").root
        for _ in range(MAX_CLIMB):
            for child in token.lefts:
                if child.dep_ == "nsubj" and child.pos_ in ("PROPN", "PRON") and child.idx < start:
                    return child
            token = token.head
        return None

    def _new(self, draft: Draft) -> Draft:
        self.new.append(draft)
        if draft.cue_tokens and draft.cue_tokens[0].i not in self.by_cue:
            self.by_cue[draft.cue_tokens[0].i] = draft
            insort(self.cues, draft.cue_tokens[0].i)
        return draft

    def _n_words(self, quotation: Quotation) -> int:
        return len(self.text[quotation.start_char : quotation.end_char].split())

    def _gap(self, i: int) -> str:
        start = self.quotations[i - 1].end_char if i else 0
        return self.text[start : self.quotations[i].start_char]

    def _ends_paragraph(self, quotation: Quotation) -> bool:
        end = self.text.find("\n", quotation.end_char)
        return not self.text[quotation.end_char : end if end >= 0 else None].strip()

    def _cue_beside(self, i: int) -> tuple[ReportingRule, Token] | None:
        """Return the verb right before or right after a quotation that introduces it."""
        quotation = self.quotations[i]
        span = self.doc.char_span(quotation.start_char, quotation.end_char, alignment_mode="expand")
        floor = self.quotations[i - 1].end_char if i else 0
        ceiling = (
            self.quotations[i + 1].start_char if i + 1 < len(self.quotations) else len(self.text)
        )
        before = self.text[max(floor, quotation.start_char - 3) : quotation.start_char].strip()
        introduced = not before or before.endswith((",", ":"))
        if before.lower() == "as":  # "dismissed as “...” the report"
            found = self._verb_before(span.start, floor, MAX_OBJECT_TOKENS, ("object",))
            if found:
                return found
        return (
            (introduced and self._verb_before(span.start, floor, MAX_CUE_TOKENS))
            or self._verb_after(span.end, ceiling)
            or self._verb_before(span.start, floor, MAX_OBJECT_TOKENS, frames=("quote", "object"))
        ) or None

    def _verb_before(
        self, stop: int, floor: int, max_gap: int, frames: Sequence[str] = ("quote",)
    ) -> tuple[ReportingRule, Token] | None:
        for token in reversed(self.doc[max(0, stop - max_gap - 1) : stop]):
            if token.idx < floor or token.text in _SENTENCE_MARKS:
                return None
            if rule := self._quoting_rule(token, frames):
                return rule, token
        return None

    def _verb_after(self, start: int, ceiling: int) -> tuple[ReportingRule, Token] | None:
        for token in self.doc[start : start + MAX_CUE_TOKENS]:
            if token.idx >= ceiling or "\n" in token.text or token.text in _SENTENCE_MARKS:
                return None
            if rule := self._quoting_rule(token):
                clause = token
                while clause.dep_ in (
                    "pcomp",
                    "prep",
                    "xcomp",
                ):  # "whom the paper quoted as saying"
                    clause = clause.head
                near = clause.left_edge.i <= start + 2 or token.i <= start + 2
                return (rule, token) if near else None
        return None

    def _quoting_rule(
        self, token: Token, frames: Sequence[str] = ("quote",)
    ) -> ReportingRule | None:
        if token.pos_ != "VERB" or token.dep_ == "amod":  # "the so-called ..."
            return None
        rules = verb_rules(token, self.lexicon)
        return next((r for r in rules if not r.content.isdisjoint(frames)), None)

    def _speaker_beside(self, cue: Token, quotation: Quotation) -> Token | None:
        """Return the cue's subject, or the noun phrase beside it that the parser missed."""
        speaker = speaker_of(cue)
        if speaker is not None and not quotation.start_char <= speaker.idx < quotation.end_char:
            return speaker
        after = self.doc[cue.i + 1 : cue.i + 3]
        between = [
            t
            for t in self.doc[max(0, cue.i - MAX_SPEAKER_TOKENS) : cue.i]
            if t.idx >= quotation.end_char
        ]
        for token in between or after:
            if token.pos_ in ("PROPN", "NOUN", "PRON", "DET"):
                while token.dep_ in ("compound", "det", "amod", "poss") and token.head.i > token.i:
                    token = token.head
                return token if token.pos_ != "DET" else None
        return None


def labelled(doc: Doc, text: str) -> list[Draft]:
    """Return what stands beside a name alone: transcripts, headlines, pull quotes."""
    found: dict[int, Draft] = {}
    for pattern in _LABELS:
        matches = list(pattern.finditer(text))
        if pattern is _LABELS[0] and len(matches) < MIN_TRANSCRIPT_LINES:
            continue
        for match in matches:
            speaker = doc.char_span(*match.span("speaker"), alignment_mode="expand")
            if speaker is not None and match.start() not in found:
                found[match.start()] = Draft([match.span("said")], "direct", (), speaker.root)
    return list(found.values())


def overlapping(quotations: list[Quotation], start: int, end: int) -> list[int]:
    """Return the indices of the quotations that share a character with [start, end)."""
    i = max(0, bisect_right(quotations, start, key=lambda q: q.start_char) - 1)
    found = []
    while i < len(quotations) and quotations[i].start_char < end:
        if quotations[i].end_char > start:
            found.append(i)
        i += 1
    return found


def union(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return character ranges sorted, joined where they touch or overlap."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
