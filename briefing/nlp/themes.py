"""Find themes: sets doc._.themes and the events' contexts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.themes import Chain, Pattern, load_themes
from briefing.nlp.annotations import Theme, sentence_at

MAX_STEPS = 4

# Tokens [first, stop) that a chain matched.
Match = tuple[int, int]
# The lower-case words of one way to fill a chain, each with its part of speech if given.
Words = tuple[tuple[str, str | None], ...]


class ThemeFinder:
    """Find which themes each sentence touches, by the patterns of ``themes.toml``."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        # Patterns are numbered, so are their chains; equal chains share a number.
        self.patterns: list[tuple[str, tuple[tuple[int, ...], ...]]] = []
        self.patterns_of_chain: dict[int, list[int]] = defaultdict(list)
        self.by_first_word: dict[str, list[tuple[Words, int]]] = defaultdict(list)
        self.by_actor: dict[str, list[int]] = defaultdict(list)
        numbers: dict[Chain, int] = {}
        for rule in load_themes(lexicon):
            for pattern in rule.patterns:
                self._add(rule.theme, pattern, numbers)

    def _add(self, theme: str, pattern: Pattern, numbers: dict[Chain, int]) -> None:
        links = []
        for link in pattern.links:
            for chain in link:
                if chain not in numbers:
                    numbers[chain] = len(numbers)
                    self._add_chain(chain, numbers[chain])
            links.append(tuple(numbers[chain] for chain in link))
        for number in {n for link in links for n in link}:
            self.patterns_of_chain[number].append(len(self.patterns))
        self.patterns.append((theme, tuple(links)))

    def _add_chain(self, chain: Chain, number: int) -> None:
        for word, _ in chain.slots[0]:
            if word.startswith("@"):
                self.by_actor[word[1:]].append(number)
        for sequence in self._sequences(chain):
            self.by_first_word[sequence[0][0]].append((sequence, number))

    def _sequences(self, chain: Chain) -> Iterator[Words]:
        """Yield every way to fill the slots of a chain, cut into tokens as texts are."""
        slots = [
            [
                tuple((t.text, pos) for t in self.nlp.make_doc(word))
                for word, pos in slot
                if word[0] != "@"
            ]
            for slot in chain.slots
        ]
        for choice in product(*slots):
            yield tuple(token for words in choice for token in words)

    def __call__(self, doc: Doc) -> Doc:
        found = tuple(sorted(self._themes(doc), key=lambda t: (t.start_char, t.end_char, t.theme)))
        doc._.themes = found
        if doc._.events:
            themes: dict[int, set[str]] = defaultdict(set)
            for theme in found:
                themes[theme.sent_id].add(theme.theme)
            doc._.events = tuple(
                replace(e, contexts=tuple(sorted(themes.get(e.sent_id, ())))) for e in doc._.events
            )
        return doc

    def _themes(self, doc: Doc) -> Iterator[Theme]:
        for sent_id, matches in self._matches(doc).items():
            hits = {
                (start, stop, self.patterns[number][0])
                for number in {p for chain in matches for p in self.patterns_of_chain[chain]}
                for start, stop in self._hits(doc, number, matches)
            }
            for start, stop, theme in _outermost(hits):
                last = doc[stop - 1]
                yield Theme(sent_id, doc[start].idx, last.idx + len(last), theme)

    def _matches(self, doc: Doc) -> dict[int, dict[int, list[Match]]]:
        """Return the matches of each chain by sentence."""
        lowers = [t.lower_ for t in doc]
        lemmas = [t.lemma_.lower() for t in doc]
        found: dict[int, dict[int, list[Match]]] = {}
        for i, (lower, lemma) in enumerate(zip(lowers, lemmas, strict=True)):
            entries = self.by_first_word.get(lower, ())
            if lemma != lower:
                entries = [*entries, *self.by_first_word.get(lemma, ())]
            for sequence, chain in entries:
                stop = i + len(sequence)
                if stop > len(lowers) or not all(
                    (word == lowers[k] or word == lemmas[k]) and pos in (None, doc[k].pos_)
                    for k, (word, pos) in enumerate(sequence, i)
                ):
                    continue
                sentence = sentence_at(doc, doc[i].idx)
                if sentence is None:
                    continue
                places = found.setdefault(sentence.sent_id, {}).setdefault(chain, [])
                if (i, stop) not in places[-2:]:
                    places.append((i, stop))
        self._add_actors(doc, found)
        return found

    def _add_actors(self, doc: Doc, found: dict[int, dict[int, list[Match]]]) -> None:
        for mention in doc._.mentions:
            chains = {*self.by_actor.get("", ()), *self.by_actor.get(mention.actor, ())}
            if not chains or mention.mention_type in ("pronoun", "group"):
                continue
            span = doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
            for chain in chains:
                places = found.setdefault(mention.sent_id, {}).setdefault(chain, [])
                if (span.start, span.end) not in places:
                    places.append((span.start, span.end))

    def _hits(self, doc: Doc, number: int, matches: dict[int, list[Match]]) -> list[Match]:
        """Return where one pattern holds, from its first matched word to its last."""
        _, links = self.patterns[number]
        together: list[list[Match]] = []
        for link in links:
            places = [matches.get(chain, []) for chain in link]
            held = [
                _cover(chosen)
                for chosen in _bounded_product(places)
                if all(_governs(doc, a, b) for a, b in pairwise(chosen))
            ]
            if not held:
                return []
            together.append(held)
        if len(together) == 1:
            return _innermost(together[0])
        return [min(map(_cover, _bounded_product(together)), key=lambda m: m[1] - m[0])]


def _cover(chosen: tuple[Match, ...]) -> Match:
    return min(m[0] for m in chosen), max(m[1] for m in chosen)


def _innermost(matches: list[Match]) -> list[Match]:
    """Return the matches that hold no other one: the nearest words that go together."""
    kept: list[Match] = []
    for start, stop in sorted(set(matches), key=lambda m: (-m[0], m[1])):
        if not kept or stop < kept[-1][1]:
            kept.append((start, stop))
    return kept


def _bounded_product(places: list[list[Match]], most: int = 200) -> Iterator[tuple[Match, ...]]:
    """Yield choices of one match per chain; enough of them for any real sentence."""
    for count, chosen in enumerate(product(*places)):
        if count >= most:
            return
        yield chosen


def _governs(doc: Doc, above: Match, below: Match) -> bool:
    """Tell whether `below` depends on `above`, or `above` is in a clause about `below`."""
    if above[0] < below[1] and below[0] < above[1]:
        return False
    token = _root(doc, below)
    for _ in range(MAX_STEPS):
        dep, token = token.dep_, token.head
        if above[0] <= token.i < above[1]:
            return dep != "nsubj"  # "Norway challenged": who acts is not what is challenged
    token = _root(doc, above)
    for _ in range(MAX_STEPS):
        if token.dep_ in ("relcl", "acl") and below[0] <= token.head.i < below[1]:
            return True
        token = token.head
    return False


def _root(doc: Doc, match: Match) -> Token:
    return doc[match[0] : match[1]].root


def _outermost(hits: set[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the hits that no longer hit of the same theme covers, in text order."""
    kept: list[tuple[int, int, str]] = []
    reach: dict[str, int] = {}
    for start, stop, theme in sorted(hits, key=lambda h: (h[0], -h[1], h[2])):
        if stop > reach.get(theme, -1):
            kept.append((start, stop, theme))
            reach[theme] = stop
    return kept
