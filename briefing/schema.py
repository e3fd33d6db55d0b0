"""The tables: every column's name, dtype, unit, meaning, nullability and allowed values.

`docs/data-dictionary.md` is generated from this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from briefing import vocabulary as v
from briefing.errors import InputError

DTYPES = {
    "text": "string",
    "code": "category",
    "int": "Int64",
    "float": "Float64",
    "bool": "boolean",
    "date": "datetime64[us]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` is a key of DTYPES; `allowed` closes a vocabulary."""

    name: str
    kind: str
    description: str
    nullable: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key and its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        return [c.name for c in self.columns]

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(c for c in self.columns if c.name == name)

    def frame(self, rows: Iterable[dict] = ()) -> pd.DataFrame:
        """Build a DataFrame of this table from dicts; missing keys become NA."""
        return self.enforce(pd.DataFrame.from_records(list(rows), columns=self.column_names))

    def enforce(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with this table's columns and dtypes, or raise InputError."""
        missing = [c for c in self.column_names if c not in frame.columns]
        if missing:
            raise InputError(f"table {self.name} lacks columns {', '.join(missing)}")
        out = pd.DataFrame(
            {c.name: _cast(frame[c.name], c, self.name) for c in self.columns},
            columns=self.column_names,
        )
        return out.reset_index(drop=True)


def _cast(series: pd.Series, column: Column, table: str) -> pd.Series:
    place = f"{table}.{column.name}"
    wrong = set(series.dropna().astype(str)) - set(column.allowed) if column.allowed else set()
    if wrong:
        raise InputError(f"unknown value {min(wrong)!r}", place=place, allowed=column.allowed)
    try:
        if column.kind == "code":
            out = series.astype("string").astype(_code_dtype(series, column))
        else:
            out = series.astype(DTYPES[column.kind])
    except (TypeError, ValueError) as error:
        raise InputError(f"cannot be read as {column.kind}: {error}", place=place) from error
    if not column.nullable and out.isna().any():
        raise InputError(f"{int(out.isna().sum())} empty values", place=place)
    return out


def _code_dtype(series: pd.Series, column: Column) -> pd.CategoricalDtype:
    values = column.allowed or sorted(set(series.dropna().astype(str)))
    return pd.CategoricalDtype(pd.Index(list(values), dtype="string"))


def _doc_id() -> Column:
    return Column("doc_id", "code", "Article the row comes from (file name without ending).")


def _sent_id() -> Column:
    return Column("sent_id", "int", "Sentence number in the article, from 0.", unit="index")


def _offsets(what: str, prefix: str = "", nullable: bool = False) -> tuple[Column, Column]:
    return (
        Column(f"{prefix}start_char", "int", f"First character of {what}.", nullable, "characters"),
        Column(
            f"{prefix}end_char",
            "int",
            f"One past the last character of {what}.",
            nullable,
            "characters",
        ),
    )


ARTICLES = Table(
    "articles",
    "article",
    ("doc_id",),
    (
        _doc_id(),
        Column("source_id", "code", "Outlet, as in corpus/outlets.csv; NA when unknown.", True),
        Column("source_name", "text", "The outlet's name.", True),
        Column("source_country", "code", "The outlet's country, ISO 3166 alpha-3.", True),
        Column("source_ownership", "code", "Who owns the outlet.", True, allowed=v.OWNERSHIPS),
        Column("title", "text", "Headline as printed.", True),
        Column("url", "text", "Where it was published.", True),
        Column("published", "date", "Publication date; first day of the period.", True),
        Column(
            "published_precision", "code", "How exact `published` is.", allowed=v.DATE_PRECISIONS
        ),
        Column(
            "published_basis",
            "code",
            "Whether the date is stated in the article or inferred.",
            True,
            allowed=v.PUBLISHED_BASES,
        ),
        Column("kind", "code", "What kind of text this is.", allowed=v.ARTICLE_KINDS),
        Column("language", "code", "ISO 639-1 language of the text.", True),
        Column("n_words", "int", "Words in the text.", unit="words"),
        Column("n_sentences", "int", "Sentences, headings not counted.", unit="sentences"),
        Column(
            "n_duplicate_sentences",
            "int",
            "Sentences that repeat an earlier one.",
            unit="sentences",
        ),
        Column("text_sha256", "text", "SHA-256 of the text (UTF-8), hexadecimal."),
        Column("text", "text", "The article's text, which every offset indexes."),
    ),
)

SENTENCES = Table(
    "sentences",
    "sentence",
    ("doc_id", "sent_id"),
    (
        _doc_id(),
        _sent_id(),
        *_offsets("the sentence"),
        Column("text", "text", "The sentence."),
        Column("section", "text", "Nearest heading above it.", True),
        Column("is_heading", "bool", "True for headings and inline leads."),
        Column(
            "terms",
            "text",
            "Lemmas and noun phrases in the outlet's own voice, names and function words left "
            "out, joined by '|'.",
            True,
        ),
        Column(
            "duplicate_of", "int", "sent_id of the first occurrence, when repeated.", True, "index"
        ),
    ),
)

MENTIONS = Table(
    "mentions",
    "actor mention (a group such as 'both countries' gives one row per member)",
    ("doc_id", "start_char", "end_char", "actor"),
    (
        _doc_id(),
        _sent_id(),
        *_offsets("the mention"),
        Column("text", "text", "The words."),
        Column("actor", "code", "ISO 3166 alpha-3 or organisation code."),
        Column("actor_name", "text", "Who is named: a person, office, capital or state."),
        Column("actor_role", "code", "Role of the named one.", True, allowed=v.ACTOR_ROLES),
        Column("mention_type", "code", "How the actor is named.", allowed=v.MENTION_TYPES),
    ),
)

EVENTS = Table(
    "events",
    "actor-recipient dyad of an event (count distinct event_id to count events)",
    ("event_id", "actor", "recipient"),
    (
        Column("event_id", "text", "Stable id: article, trigger offsets and type."),
        _doc_id(),
        _sent_id(),
        Column("rule_id", "code", "Lexicon rule that fired."),
        Column("trigger", "text", "The words that state the event."),
        *_offsets("the trigger"),
        Column("event_type", "code", "The act, as a PLOVER type.", allowed=tuple(v.EVENT_TYPES)),
        Column(
            "plover_type",
            "code",
            "What PLOVER codes given act and modality.",
            allowed=tuple(v.EVENT_TYPES),
        ),
        Column("quad", "code", "Quad class of event_type.", allowed=v.QUADS),
        Column(
            "intensity", "float", "Goldstein intensity of event_type, -10 to 10.", unit="Goldstein"
        ),
        Column("actor", "code", "Who acts: ISO 3166 alpha-3 or organisation code.", True),
        Column("actor_name", "text", "Who acts, as named.", True),
        Column("actor_role", "code", "Role of the actor.", True, allowed=v.ACTOR_ROLES),
        *_offsets("the actor's mention", "actor_", True),
        Column("recipient", "code", "Who is acted on.", True),
        Column("recipient_name", "text", "Who is acted on, as named.", True),
        Column("recipient_role", "code", "Role of the recipient.", True, allowed=v.ACTOR_ROLES),
        *_offsets("the recipient's mention", "recipient_", True),
        Column("is_mutual", "bool", "True when both sides act alike (talks, ties)."),
        Column("modality", "code", "How real the article makes it.", allowed=v.MODALITIES),
        Column("factuality", "float", "-3 certainly not to 3 certainly.", unit="-3..3"),
        Column(
            "attributed_to", "code", "Nearest asserter's actor code, when not the article.", True
        ),
        Column("attributed_to_name", "text", "Words that name the nearest asserter.", True),
        Column("attribution_chain", "text", "Asserters from outermost to nearest, ' > '.", True),
        Column("voice", "code", "Whose words: 'outlet', or the speaker's actor code or name."),
        Column("event_date", "date", "When it happens; first day of the period.", True),
        Column("date_precision", "code", "How exact event_date is.", allowed=v.DATE_PRECISIONS),
        Column("date_basis", "code", "Where event_date comes from.", True, allowed=v.DATE_BASES),
        Column("location", "text", "Place named with the event.", True),
        Column("contexts", "text", "Themes of the sentence, joined by '|'.", True),
        Column("is_duplicate", "bool", "True in a repeated sentence; not counted by default."),
    ),
)

QUOTES = Table(
    "quotes",
    "attributed statement",
    ("doc_id", "start_char", "end_char"),
    (
        _doc_id(),
        _sent_id(),
        *_offsets("what is said"),
        Column("text", "text", "What is said."),
        Column("quote_type", "code", "direct, indirect, or scare quotes.", allowed=v.QUOTE_TYPES),
        Column("speaker", "code", "Speaker's actor code, where known.", True),
        Column("speaker_name", "text", "Words that name the speaker.", True),
        *_offsets("the speaker", "speaker_", True),
        Column("cue", "text", "Reporting words ('said', 'according to').", True),
        *_offsets("the cue", "cue_", True),
        Column(
            "cue_class",
            "code",
            "What the cue reports: a statement, a claim, a denial, a wish ...",
            True,
            allowed=v.REPORTING_CLASSES,
        ),
        Column("is_duplicate", "bool", "True in a repeated sentence."),
    ),
)

TONE = Table(
    "tone",
    "scored mention",
    ("doc_id", "start_char", "end_char", "actor"),
    (
        _doc_id(),
        _sent_id(),
        *_offsets("the mention"),
        Column("text", "text", "The mention."),
        Column("actor", "code", "Actor mentioned."),
        Column("voice", "code", "Whose words: 'outlet', or the speaker's actor code or name."),
        Column("score", "float", "P(positive) - P(negative).", unit="-1..1"),
        Column("label", "code", "Most probable label.", allowed=v.TONE_LABELS),
        Column(
            "confidence",
            "float",
            "Calibrated probability of the label; NA with an engine that has none (vader).",
            nullable=True,
            unit="share 0-1",
        ),
        Column("engine", "code", "Engine that scored it."),
        Column("is_duplicate", "bool", "True in a repeated sentence."),
    ),
)

THEMES = Table(
    "themes",
    "theme hit in a sentence",
    ("doc_id", "start_char", "end_char", "theme"),
    (
        _doc_id(),
        _sent_id(),
        *_offsets("the matched words"),
        Column("text", "text", "The matched words."),
        Column("theme", "code", "Theme id, as in lexicons/themes.toml."),
        Column("is_duplicate", "bool", "True in a repeated sentence."),
    ),
)

TABLES: dict[str, Table] = {
    t.name: t for t in (ARTICLES, SENTENCES, MENTIONS, EVENTS, QUOTES, TONE, THEMES)
}
