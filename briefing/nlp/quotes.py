"""Find attributed statements: sets doc._.quotes.

Three readings meet here: reported clauses and nominals from the parse (`attributions`),
quotation marks (`quote_marks`) and who stands beside them (`quotations`). A reported
clause that holds a quotation takes it; quotations left over go to a verb beside them, to
the speaker they continue, or to nobody. Short ones that nobody says are scare quotes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon
from briefing.lexicon.reporting import ReportingLexicon, load_reporting
from briefing.nlp.annotations import Quote, sentence_at
from briefing.nlp.attributions import Attribution, find_attributions
from briefing.nlp.quotations import Draft, QuotationReader, labelled, overlapping, union
from briefing.nlp.quote_marks import Quotation, find_quotations
from briefing.nlp.speakers import SpeakerResolver

_TRIM = " \t\r\n\xa0,;:.–—―-"
_PARTICIPANTS = frozenset({"i", "we", "you"})


class QuoteFinder:
    """Find who says, claims, believes or wants what, in quotation marks or not."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = load_reporting(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text
        doc._.quotes = tuple(_quotes(doc, text, find_drafts(doc, text, self.lexicon)))
        return doc


def find_drafts(doc: Doc, text: str, lexicon: ReportingLexicon) -> list[Draft]:
    """Return what is attributed in `doc`, in text order."""
    quotations = find_quotations(text)
    taken: dict[int, Draft] = {}
    drafts = []
    for attribution in find_attributions(doc, lexicon):
        draft = _reported(doc, attribution, quotations, taken)
        if draft is not None:
            drafts.append(draft)
    drafts += labelled(doc, text)
    drafts += QuotationReader(doc, text, lexicon, quotations, drafts).read(taken)
    drafts.sort(key=lambda d: (d.start_char, -d.end_char))
    return _told_by_the_outlet(drafts)


def _told_by_the_outlet(drafts: list[Draft]) -> list[Draft]:
    """Drop what a quoted speaker tells of others, but for clauses in indirect speech.

    In "she said that Rome believes that ..." both speak; "she said that Rome praised the
    deal" and all that stands in her quotation are her words.
    """
    starts = [d.start_char for d in drafts]
    reach = list(accumulate((d.end_char for d in drafts), max))
    kept = []
    for draft in drafts:
        may_nest = draft.rule is not None and "clause" in draft.rule.content
        cue = draft.cue_tokens[0].idx if draft.cue_tokens else None
        i = bisect_right(starts, cue) - 1 if cue is not None else -1
        while i >= 0 and reach[i] > cue:
            host = drafts[i]
            if (
                host is not draft
                and host.quote_type != "scare"
                and not host.is_comment
                and (host.quote_type == "direct" or not (may_nest and draft.rule.kind == "verb"))
                and any(start <= cue < end for start, end in host.parts)
            ):
                break
            i -= 1
        else:
            kept.append(draft)
    return kept


def _reported(
    doc: Doc, attribution: Attribution, quotations: list[Quotation], taken: dict[int, Draft]
) -> Draft | None:
    """Return the draft of a reported clause or nominal; it takes the quotations it meets."""
    is_denial = attribution.rule.reporting_class == "deny"
    if not attribution.is_clause and not is_denial and _is_pronoun(doc, attribution.content):
        return None  # "they praised it": nothing is said that a reader could see
    parts = [p for first, stop in attribution.content if (p := _trimmed(doc, first, stop))]
    cue, speaker = attribution.cue, attribution.speaker
    cue_quotations = overlapping(quotations, cue.idx, cue.idx + 1)
    if not parts or (
        # "I think" inside a quotation: the words of the one who is quoted already.
        cue_quotations and speaker is not None and speaker.lower_ in _PARTICIPANTS
    ):
        return None
    met = [i for part in parts for i in overlapping(quotations, *part) if i not in cue_quotations]
    aside = doc[cue.left_edge.i]
    if aside.lower_ == "as" and met and 0 <= aside.idx - quotations[met[-1]].end_char <= 2:
        met = met[-1:]  # "a “pillar of steel”, as she called it"
        parts = []
    draft = Draft(
        union([*parts, *((quotations[i].start_char, quotations[i].end_char) for i in met)]),
        "indirect",
        attribution.cue_tokens,
        speaker,
        attribution.rule,
        attribution.is_comment,
    )
    if any(quotations[i].start_char <= draft.start_char + 1 for i in met):
        draft.quote_type = "direct"
    for i in met:
        taken[i] = draft
    return draft


def _is_pronoun(doc: Doc, content: tuple[tuple[int, int], ...]) -> bool:
    (first, stop), *others = content
    return not others and stop - first == 1 and doc[first].pos_ == "PRON"


def _trimmed(doc: Doc, first: int, stop: int) -> tuple[int, int] | None:
    """Return the character range of tokens [first, stop) without stray punctuation."""
    while first < stop and not doc[stop - 1].text.strip(_TRIM):
        stop -= 1
    while first < stop and not doc[first].text.strip(_TRIM):
        first += 1
    if first >= stop:
        return None
    return doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1])


def _quotes(doc: Doc, text: str, drafts: list[Draft]) -> Iterator[Quote]:
    resolver = SpeakerResolver(doc, text)
    seen: set[tuple[int, int]] = set()
    for draft in drafts:
        sentence = sentence_at(doc, draft.start_char)
        key = (draft.start_char, draft.end_char)
        if sentence is None or key in seen:
            continue
        seen.add(key)
        speaker = resolver.resolve(draft.speaker) if draft.speaker is not None else None
        cue = sorted(draft.cue_tokens, key=lambda t: t.i)
        yield Quote(
            sent_id=sentence.sent_id,
            start_char=draft.start_char,
            end_char=draft.end_char,
            quote_type=draft.quote_type,
            speaker_start_char=speaker.start_char if speaker else None,
            speaker_end_char=speaker.end_char if speaker else None,
            speaker=speaker.actor if speaker else None,
            speaker_name=speaker.name if speaker else None,
            cue=" ".join(t.text for t in cue) or None,
            cue_start_char=cue[0].idx if cue else None,
            cue_end_char=cue[-1].idx + len(cue[-1]) if cue else None,
            cue_class=draft.rule.reporting_class if draft.rule else None,
            parts=() if draft.is_comment else tuple(draft.parts),
        )
