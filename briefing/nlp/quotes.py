"""Find attributed statements: sets doc._.quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.reporting import ReportingLexicon, load_reporting
from briefing.nlp.annotations import Quote, sentence_at
from briefing.nlp.attributions import Attribution, find_attributions, speaker_of, verb_rules
from briefing.nlp.quote_marks import Quotation, find_quotations
from briefing.nlp.speakers import SpeakerResolver

MAX_SCARE_WORDS = 5
MAX_CUE_TOKENS = 25
_TRIM = " \t\r\n,;:.–—-"
_LABEL = re.compile(
    r"""^["“]?(?P<speaker>[A-Z][A-Z.'’\- ]{2,40}):[ ](?P<content>\S[^\n]*\S)"""
    r"""|^(?P<headed>[A-Z][\w.'’-]+(?:[ ][A-Z][\w.'’-]+){0,5}):[ ](?P<quoted>[‘“'"][^\n]+)""",
    re.MULTILINE,
)
_PARTICIPANTS = frozenset({"i", "we", "you"})
_SENTENCE_MARKS = frozenset({".", "!", "?", ";"})


@dataclass(slots=True)
class _Draft:
    """A quote in the making; `parts` are character ranges."""

    parts: list[tuple[int, int]]
    quote_type: str
    cue_tokens: tuple[Token, ...] = ()
    speaker: Token | None = None
    rule_id: str = ""

    @property
    def start(self) -> int:
        return min(a for a, _ in self.parts)

    @property
    def end(self) -> int:
        return max(b for _, b in self.parts)


class QuoteFinder:
    """Find who says, claims, believes or wants what, in quotation marks or not."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = load_reporting(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        doc._.quotes = tuple(_finished(doc, drafts(doc, self.lexicon)))
        return doc


def drafts(doc: Doc, lexicon: ReportingLexicon) -> list[_Draft]:
    """Return what is attributed in `doc`, in the order of the cues and marks."""
    text = doc.text
    quotations = find_quotations(text)
    taken: set[int] = set()
    found = [_from_attribution(doc, a, quotations, taken) for a in find_attributions(doc, lexicon)]
    found = [d for d in found if d is not None]
    found += _labelled(doc)
    found += _from_marks(doc, lexicon, quotations, taken, found)
    return sorted(found, key=lambda d: (d.start, -d.end))


def _from_attribution(
    doc: Doc, attribution: Attribution, quotations: list[Quotation], taken: set[int]
) -> _Draft | None:
    parts = [p for a, b in attribution.content if (p := _trimmed(doc, a, b))]
    if not parts:
        return None
    cue = attribution.cue
    speaker = attribution.speaker
    if (
        speaker is not None
        and speaker.lower_ in _PARTICIPANTS
        and _overlapping(quotations, cue.idx, cue.idx + 1)
    ):
        return None  # "I think" inside a quotation: the speaker's own words
    is_direct = False
    merged = list(parts)
    for i in _overlapping(quotations, parts[0][0], parts[-1][1]):
        quotation = quotations[i]
        if quotation.start_char <= cue.idx < quotation.end_char:
            continue
        if not any(a < quotation.end_char and quotation.start_char < b for a, b in parts):
            continue
        is_direct |= quotation.start_char <= parts[0][0] + 1
        merged.append((quotation.start_char, quotation.end_char))
        taken.add(i)
    return _Draft(
        _union(merged),
        "direct" if is_direct else "indirect",
        attribution.cue_tokens,
        attribution.speaker,
        attribution.rule.rule_id,
    )


def _from_marks(
    doc: Doc,
    lexicon: ReportingLexicon,
    quotations: list[Quotation],
    taken: set[int],
    found: list[_Draft],
) -> list[_Draft]:
    """Give the quotations no clause has taken to a verb beside them, or to nobody."""
    by_cue = {d.cue_tokens[0].i: d for d in found if d.cue_tokens}
    by_quotation: dict[int, _Draft] = {}
    new: list[_Draft] = []
    for i, quotation in enumerate(quotations):
        if i in taken:
            by_quotation[i] = next(
                (d for d in found if d.start <= quotation.start_char < d.end), None
            )
            continue
        cue = _cue_beside(doc, lexicon, quotation, quotations, i)
        parts = list(quotation.parts)
        if cue is not None:
            draft = by_cue.get(cue.i)
            if draft is not None and (
                _is_quoted(draft, quotations) or draft.quote_type == "direct"
            ):
                draft.parts = _union(draft.parts + parts)
            else:
                draft = _Draft(parts, "direct", (cue,), _speaker_beside(cue, quotation), "marks")
                by_cue[cue.i] = draft
                new.append(draft)
            by_quotation[i] = draft
            continue
        before = by_quotation.get(i - 1)
        paragraph = doc.text.rfind("\n", 0, quotation.start_char) + 1
        gap = doc.text[quotations[i - 1].end_char : quotation.start_char] if i else ""
        text = doc.text[quotation.start_char : quotation.end_char]
        is_long = len(text.split()) > MAX_SCARE_WORDS
        starts = not gap.strip() or gap.rstrip()[-1] in ".!?,"
        near = [
            d
            for d in (*found, *new)
            if d.cue_tokens and paragraph <= d.cue_tokens[0].idx < quotation.start_char
        ]
        last = max(near, key=lambda d: d.cue_tokens[0].i, default=None)
        if before is not None and before.quote_type == "direct" and "\n" not in gap and starts:
            before.parts = _union(before.parts + parts)
            by_quotation[i] = before
        elif last is not None and starts and is_long and last.quote_type=="indirect":
            draft = _Draft(parts, "direct", last.cue_tokens, last.speaker, "continued")
            new.append(draft)
            by_quotation[i] = draft
        elif is_long:
            new.append(_Draft(parts, "direct"))
        else:
            new.append(_Draft(parts, "scare"))
    return new


def _is_quoted(draft: _Draft, quotations: list[Quotation]) -> bool:
    return bool(_overlapping(quotations, draft.start, draft.end))


def _cue_beside(
    doc: Doc,
    lexicon: ReportingLexicon,
    quotation: Quotation,
    quotations: list[Quotation],
    index: int,
) -> Token | None:
    """Return the verb right before or right after a quotation that introduces it."""
    span = doc.char_span(quotation.start_char, quotation.end_char, alignment_mode="expand")
    floor = quotations[index - 1].end_char if index else 0
    ceiling = quotations[index + 1].start_char if index + 1 < len(quotations) else len(doc.text)
    before = doc.text[max(floor, quotation.start_char - 3) : quotation.start_char].rstrip()
    if before.endswith((",", ":")) or not before.strip(" \n"):
        cue = _verb_before(doc, lexicon, span.start, floor)
        if cue is not None:
            return cue
    cue = _verb_after(doc, lexicon, span.end, ceiling)
    if cue is not None:
        return cue
    return _verb_before(doc, lexicon, span.start, floor, max_gap=1)


def _verb_before(
    doc: Doc, lexicon: ReportingLexicon, end: int, floor: int, max_gap: int = MAX_CUE_TOKENS
) -> Token | None:
    for token in reversed(doc[max(0, end - max_gap - 1) : end]):
        if token.idx < floor or token.text in _SENTENCE_MARKS:
            return None
        if _takes_quote(token, lexicon):
            return token
    return None


def _verb_after(doc: Doc, lexicon: ReportingLexicon, start: int, ceiling: int) -> Token | None:
    for token in doc[start : start + MAX_CUE_TOKENS]:
        if token.idx >= ceiling or "\n" in token.text or token.text in _SENTENCE_MARKS:
            return None
        if _takes_quote(token, lexicon):
            return token if token.left_edge.i <= start + 2 or token.i <= start + 2 else None
    return None


def _takes_quote(token: Token, lexicon: ReportingLexicon) -> bool:
    return token.pos_ == "VERB" and any("quote" in r.content for r in verb_rules(token, lexicon))


def _labelled(doc: Doc) -> list[_Draft]:
    """Return the paragraphs of a transcript ("SMITH: ...") and headlines ("Smith: '...'")."""
    found = []
    for match in _LABEL.finditer(doc.text):
        is_transcript = match["speaker"] is not None
        name, said = ("speaker", "content") if is_transcript else ("headed", "quoted")
        speaker = doc.char_span(*match.span(name), alignment_mode="expand")
        start, end = match.span(said)
        if speaker is not None:
            found.append(_Draft([(start, end)], "direct", (), speaker.root, "label"))
    return found


def _speaker_beside(cue: Token, quotation: Quotation) -> Token | None:
    """Return the cue's subject, or the noun phrase beside it that the parser missed."""
    speaker = speaker_of(cue)
    if speaker is not None and not quotation.start_char <= speaker.idx < quotation.end_char:
        return speaker
    doc = cue.doc
    after = quotation.end_char <= cue.idx
    between = [t for t in doc[max(0, cue.i - 20) : cue.i] if t.idx >= quotation.end_char]
    beside = between if after and between else doc[cue.i + 1 : cue.i + 3]
    for token in beside:
        if token.pos_ in ("PROPN", "NOUN", "PRON", "DET"):
            while token.dep_ in ("compound", "det", "amod", "poss") and token.head.i > token.i:
                token = token.head
            return token if token.pos_ != "DET" else None
    return None


def _overlapping(quotations: list[Quotation], start: int, end: int) -> list[int]:
    i = max(0, bisect_right(quotations, start, key=lambda q: q.start_char) - 1)
    found = []
    while i < len(quotations) and quotations[i].start_char < end:
        if quotations[i].end_char > start:
            found.append(i)
        i += 1
    return found


def _trimmed(doc: Doc, first: int, stop: int) -> tuple[int, int] | None:
    """Return the character range of tokens [first, stop) without stray punctuation."""
    while first < stop and not doc[stop - 1].text.strip(_TRIM):
        stop -= 1
    while first < stop and not doc[first].text.strip(_TRIM):
        first += 1
    if first >= stop:
        return None
    return doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1])


def _union(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _finished(doc: Doc, found: list[_Draft]) -> Iterator[Quote]:
    resolver = SpeakerResolver(doc)
    seen: set[tuple[int, int]] = set()
    for draft in found:
        sentence = sentence_at(doc, draft.start)
        key = (draft.start, draft.end)
        if sentence is None or key in seen:
            continue
        seen.add(key)
        speaker = resolver.resolve(draft.speaker) if draft.speaker is not None else None
        cue_start = min((t.idx for t in draft.cue_tokens), default=None)
        cue_end = max((t.idx + len(t) for t in draft.cue_tokens), default=None)
        yield Quote(
            sentence.sent_id,
            draft.start,
            draft.end,
            draft.quote_type,
            speaker.start_char if speaker else None,
            speaker.end_char if speaker else None,
            speaker.actor if speaker else None,
            speaker.name if speaker else None,
            " ".join(t.text for t in draft.cue_tokens) or None,
            cue_start,
            cue_end,
        )
