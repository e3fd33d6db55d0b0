"""Names of the actor lexicon in a text: one matcher pass, then one reading each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from briefing.lexicon.actors import ActorLexicon, ActorName

MENTION_TYPES = {
    "country": "name",
    "demonym": "demonym",
    "capital": "metonym",
    "seat": "metonym",
    "place": "name",
    "organisation": "name",
    "person": "name",
    "group": "group",
}
# Before a month these say that it is one: "in May", "last May".
DATE_WORDS = frozenset(
    {"in", "of", "last", "this", "next", "since", "until", "late", "early", "mid", "during", "from"}
)
DAYS = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today"]
)
# Whose nouns stand before names as titles ("President Lagos"), unlike "National".
TITLE_ROLES = frozenset({"GOV", "MIL", "LEG", "JUD"})
# Of two leaders with one surname, a head of state is meant rather than these.
SECOND_TO_PRESIDENTS = frozenset({"prime minister", "vice president"})
# First words of states that are told apart by them.
_TWINS = {"North": "South", "South": "North"}


@dataclass(frozen=True, slots=True)
class Found:
    """An actor over tokens ``[start, end)``; `head` is the token others attach to.

    `kind` is the lexicon's kind of name, or ``title`` for a phrase built around a role noun.
    """

    start: int
    end: int
    head: int
    actor: str
    name: str
    role: str | None
    mention_type: str
    kind: str


class NameFinder:
    """Find the names of the lexicon; the longest wins, each gets one reading."""

    def __init__(self, nlp: Language, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        self.heads = lexicon.heads
        self.matcher = PhraseMatcher(nlp.vocab)
        self.texts: dict[int, str] = {}
        never = [text for text, guard in lexicon.guards.items() if guard == "never"]
        for text in {*lexicon.names, *lexicon.surnames, *never}:
            forms = {text, text[0].upper() + text[1:]} if text.startswith("the ") else {text}
            self.matcher.add(text, [nlp.make_doc(form) for form in forms])
            self.texts[nlp.vocab.strings[text]] = text

    def __call__(self, doc: Doc) -> list[Found]:
        """Return the names in `doc`, left to right, none overlapping but the members of groups."""
        published = doc._.published
        spans = self._longest(doc)
        support: Counter[str] = Counter()
        met: dict[str, Counter[str]] = defaultdict(Counter)
        strangers: Counter[str] = Counter()
        for start, end, text in spans:
            if text not in self.lexicon.names:
                if _in_longer_name(doc, start, end, self.heads, may_follow_title=True):
                    strangers[text] += 1
                continue
            readings = self._readings(text, published)
            if len({r.actor for r in readings}) == 1 and not self._guarded(doc, start, end, text):
                support[readings[0].actor] += 1
                for surname in self.lexicon.introduces.get(readings[0].name, ()):
                    met[surname][readings[0].name] += 1
        for surname, people in met.items():
            if strangers[surname] >= people.total():
                people.clear()
            else:
                strangers[surname] = 0
        found = []
        starts = {start for start, _, _ in spans}
        for start, end, text in spans:
            if self._guarded(doc, start, end, text):
                continue
            if text in self.lexicon.names:
                readings = self._readings(text, published)
            elif strangers[text]:
                readings = ()
            else:
                readings = self._introduced(doc, start, end, text, met[text], support)
            if not readings or (
                readings[0].kind == "person"
                and end - start == 1
                and end not in starts
                and _continues(doc, end, self.heads)
            ):
                continue
            if readings[0].kind == "group":
                found += [_found(doc, start, end, r, published) for r in readings]
                continue
            reading = max(readings, key=lambda r: (support[r.actor], self._leads(r)))
            found.append(_found(doc, start, end, reading, published))
        return found

    def _longest(self, doc: Doc) -> list[tuple[int, int, str]]:
        """Return the longest names; an article ("the West") is needed but not part of it."""
        matches = []
        for key, start, end in self.matcher(doc):
            text = self.texts[key]
            matches.append((start + text.startswith("the "), -end, start, text))
        spans = []
        last = 0
        for start, end, _, text in sorted(matches):
            if start >= last:
                last = -end
                spans.append((start, last, text))
        return spans

    def _readings(self, text: str, published: date | None) -> tuple[ActorName, ...]:
        """Return the readings that fit the date, latest office first without a date."""
        readings = self.lexicon.names.get(text, ())
        if len(readings) > 1 and readings[0].kind == "person":
            return _dated(readings, published)
        return readings

    def _introduced(
        self, doc: Doc, start: int, end: int, text: str, met: Counter, support: Counter
    ) -> tuple[ActorName, ...]:
        """Return who a surname means: named before, titled, or the text speaks of their state."""
        if _in_longer_name(doc, start, end, self.heads, may_follow_title=True):
            return ()
        published = doc._.published
        readings = self.lexicon.surnames[text]
        if met:
            top = met.most_common(2)
            if len(top) == 1 or top[0][1] > top[1][1]:
                return _dated(tuple(r for r in readings if r.name == top[0][0]), published)
            named = tuple(r for r in readings if r.name in met)
            return named if len({r.actor for r in named}) == 1 else ()
        if readings[0].kind != "person":
            return tuple(r for r in readings if self._spoken_of(r, support))
        return self._led(readings, support, _title(doc, start, self.heads), published)

    def _spoken_of(self, reading: ActorName, support: Counter) -> bool:
        """Tell whether the text names a state, or its twin: "Seoul condemned the North"."""
        first, _, rest = reading.name.partition(" ")
        twins = self.lexicon.names.get(f"{_TWINS.get(first)} {rest}", ())
        return any(support[r.actor] for r in (reading, *twins))

    def _led(
        self,
        readings: tuple[ActorName, ...],
        support: Counter,
        title: str | None,
        published: date | None,
    ) -> tuple[ActorName, ...]:
        """Return who a surname nobody introduced means: the leader of a state, or nobody."""
        if title is not None:
            same = tuple(r for r in readings if r.office and r.office.split()[-1] == title)
            readings = same or readings
        leaders = tuple(r for r in readings if self._leads(r))
        if published is not None:
            now = tuple(r for r in leaders if r.in_office(published))
        else:
            now = tuple(r for r in leaders if r.end is None)
        choices = [now, leaders] if published is None else [now]
        choices = [tuple(r for r in choice if support[r.actor]) for choice in choices]
        if title is not None:
            backed = tuple(r for r in readings if support[r.actor])
            named_office = self.heads[title].kind == "office"
            choices += [now, backed, leaders if named_office else ()]
        chosen = next((choice for choice in choices if choice), ())
        chosen = tuple(r for r in chosen if r.office not in SECOND_TO_PRESIDENTS) or chosen
        return chosen if len({r.actor for r in chosen}) == 1 else ()

    def _leads(self, reading: ActorName) -> bool:
        head = self.heads.get(reading.office or "")
        return head is not None and head.kind == "office"

    def _guarded(self, doc: Doc, start: int, end: int, text: str) -> bool:
        """Tell whether the name means something else here."""
        guard = self.lexicon.guards.get(text)
        if guard == "never":
            return True
        if end < len(doc):
            follower = doc[end]
            if follower.is_title:
                head = self.heads.get(follower.lower_)
                if head is not None and head.kind == "thing":
                    return True
        if guard is None:
            return False
        if guard == "longer":
            return _in_longer_name(doc, start, end, self.heads)
        if guard == "month":
            before = doc[start - 1] if start else None
            after = doc[end] if end < len(doc) else None
            return bool(
                (before is not None and (before.lower_ in DATE_WORDS or before.like_num))
                or (after is not None and after.like_num)
            )
        return _shouted(doc, start, end)


def _found(doc: Doc, start: int, end: int, reading: ActorName, published: date | None) -> Found:
    role = reading.role
    if reading.kind == "person" and published is not None and not reading.in_office(published):
        role = None
    return Found(
        start,
        end,
        root_of(doc, start, end),
        reading.actor,
        reading.name,
        role,
        MENTION_TYPES[reading.kind],
        reading.kind,
    )


def _dated(readings: tuple[ActorName, ...], published: date | None) -> tuple[ActorName, ...]:
    """Return the offices held on the day, else the last one taken before it first."""
    if published is not None:
        held = tuple(r for r in readings if r.in_office(published))
        if held:
            return held
    earliest = date.min
    past = [r for r in readings if published is None or (r.start or earliest) <= published]
    return tuple(sorted(past or readings, key=lambda r: r.start or earliest, reverse=True))


def root_of(doc: Doc, start: int, end: int) -> int:
    """Return the token of ``[start, end)`` whose head lies outside, the last where several."""
    for i in range(end - 1, start - 1, -1):
        token = doc[i]
        head = token.head.i
        if (head == i or not start <= head < end) and not token.is_punct:
            return i
    return end - 1


def _title(doc: Doc, start: int, heads: dict) -> str | None:
    """Return the title before a name ("president", "mr."), or None."""
    before = doc[start - 1].lower_ if start else ""
    head = heads.get(before)
    return before if head is not None and head.kind in ("office", "person", "honorific") else None


def _in_longer_name(
    doc: Doc, start: int, end: int, heads: dict, may_follow_title: bool = False
) -> bool:
    """Tell whether a capitalised word beside the name makes it part of somebody else's."""
    if start:
        before = doc[start - 1]
        if before.lower_ in ("de", "da", "do"):
            return True
        if before.pos_ == "PROPN" and before.is_title and before.dep_ in ("compound", "nmod"):
            head = heads.get(before.lower_)
            is_title = head is not None and (
                head.role in TITLE_ROLES if head.kind != "honorific" else may_follow_title
            )
            if not is_title and start <= before.head.i < end:
                return True
    if end < len(doc):
        after = doc[end]
        if after.text == "-" and end + 1 < len(doc) and not after.whitespace_:
            return not doc[end - 1].whitespace_ and doc[end - 1].dep_ == "compound"
        return _continues(doc, end, heads)
    return False


def _continues(doc: Doc, end: int, heads: dict) -> bool:
    """Tell whether the name before `end` opens another: "Truman Library", "Nasser Fouad"."""
    if end >= len(doc):
        return False
    last, after = doc[end - 1], doc[end]
    opens = after.pos_ == "PROPN" and after.is_title and last.dep_ == "compound"
    return opens and after.lower_ not in heads and last.head.i >= end


def _shouted(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the words around are in capitals too, so that capitals say nothing."""
    around = [t for t in doc[max(0, start - 3) : end + 3] if t.is_alpha and len(t) > 1]
    return len(around) > 2 and all(t.is_upper for t in around)


def retitle(found: Found, **changes: object) -> Found:
    """Return `found` as a phrase built around a role noun or description."""
    return replace(found, mention_type="title", kind="title", **changes)


def name_end(doc: Doc, i: int) -> int:
    """Return the end of the run of name tokens that starts at `i`."""
    end = i + 1
    while end < len(doc):
        token = doc[end]
        glued = not doc[end - 1].whitespace_
        if token.lower_ in DAYS:
            break
        if token.pos_ == "PROPN" or (glued and (token.text == "-" or doc[end - 1].text == "-")):
            end += 1
        else:
            break
    while end > i + 1 and doc[end - 1].is_punct:
        end -= 1
    return end
