"""Tables: the seven frames of one build, with select, save and load."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from briefing.errors import InputError
from briefing.exports import icews_frame, plover_records
from briefing.files import replace_folder, write_atomically
from briefing.schema import TABLES

SELECTABLE_SIDES = ("actor", "recipient", "either")


@dataclass(frozen=True)
class Tables:
    """The tables of one build. Frames hold the columns and dtypes of `briefing.schema`."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    events: pd.DataFrame
    quotes: pd.DataFrame
    tone: pd.DataFrame
    themes: pd.DataFrame
    meta: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls, rows: Mapping[str, Iterable[dict]], meta: Mapping[str, object] | None = None
    ) -> Tables:
        """Build Tables from dicts by table name; the schema is enforced."""
        return cls(
            **{name: table.frame(rows.get(name, ())) for name, table in TABLES.items()},
            meta=dict(meta or {}),
        )

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by table name, in schema order."""
        return {name: getattr(self, name) for name in TABLES}

    def save(self, folder: str | Path) -> Path:
        """Write one Parquet file per table and ``meta.json``; the folder changes at once."""
        folder = Path(folder)
        with replace_folder(folder) as temporary:
            for name, frame in self.frames().items():
                frame.to_parquet(temporary / f"{name}.parquet", index=False)
            text = json.dumps(dict(self.meta), indent=2, sort_keys=True, default=str)
            (temporary / "meta.json").write_text(text + "\n", encoding="utf-8")
        return folder

    @classmethod
    def load(cls, folder: str | Path) -> Tables:
        """Read what `save` wrote. Raises InputError where a file or column is missing."""
        folder = Path(folder)
        if not folder.is_dir():
            raise InputError("no such folder of tables; run `briefing build` first", path=folder)
        frames = {}
        for name, table in TABLES.items():
            path = folder / f"{name}.parquet"
            if not path.is_file():
                raise InputError("table is missing; run `briefing build` again", path=path)
            try:
                frames[name] = table.enforce(pd.read_parquet(path))
            except (OSError, ValueError) as error:
                raise InputError(f"not a readable table ({error})", path=path) from error
        meta_path = folder / "meta.json"
        meta = json.loads(meta_path.read_text(encoding="utf-8")) if meta_path.is_file() else {}
        return cls(**frames, meta=meta)

    def to_plover(self, path: str | Path | None = None, *, include_text: bool = False) -> list:
        """Return the events as PLOVER JSON records; write them to `path` where given."""
        records = plover_records(
            self.events, self.articles, self.sentences, include_text=include_text
        )
        if path is not None:
            write_atomically(path, json.dumps(records, indent=1, ensure_ascii=False) + "\n")
        return records

    def to_icews(self, path: str | Path | None = None) -> pd.DataFrame:
        """Return the events with ICEWS's columns; write them tab-separated where asked."""
        names = self.meta.get("actor_labels", {})
        frame = icews_frame(self.events, self.articles, names)
        if path is not None:
            write_atomically(path, frame.to_csv(sep="\t", index=False))
        return frame

    def select(
        self,
        *,
        actors: Iterable[str] | None = None,
        side: str = "either",
        dates: tuple[str | date | None, str | date | None] | None = None,
        sources: Iterable[str] | None = None,
        event_types: Iterable[str] | None = None,
        modality: Iterable[str] | None = None,
        themes: Iterable[str] | None = None,
        include_duplicates: bool = True,
    ) -> Tables:
        """Return the rows that match every given filter; None means no filter.

        `actors` filters events by side (actor, recipient or either), mentions and tone by
        actor, quotes by speaker. `dates` is an inclusive (from, to) pair over the
        publication date, so that each table is cut by the same rule; articles without a
        date pass only when no date is asked for. `sources` takes source_id or ``unknown``.
        `event_types` and `modality` cut events only; `themes` cuts themes, and events and
        sentences to those of sentences with the theme. Filters commute.
        """
        if side not in SELECTABLE_SIDES:
            raise InputError(f"unknown side {side!r}", allowed=SELECTABLE_SIDES)
        articles = self.articles
        if sources is not None:
            names = articles["source_id"].astype("string").fillna("unknown")
            articles = articles[names.isin(list(sources))]
        if dates is not None:
            articles = articles[_within(articles["published"], dates)]
        frames = self.frames()
        if len(articles) < len(self.articles):
            kept = list(articles["doc_id"])
            frames = {name: frame[frame["doc_id"].isin(kept)] for name, frame in frames.items()}
        if not include_duplicates:
            frames = {
                n: f[~f["is_duplicate"]] if "is_duplicate" in f else f for n, f in frames.items()
            }
        if actors is not None:
            frames |= _by_actor(frames, list(actors), side)
        if event_types is not None:
            frames["events"] = frames["events"].loc[
                lambda f: f["event_type"].isin(list(event_types))
            ]
        if modality is not None:
            frames["events"] = frames["events"].loc[lambda f: f["modality"].isin(list(modality))]
        if themes is not None:
            frames |= _by_theme(frames, self.themes, list(themes))
        return replace(self, **{n: f.reset_index(drop=True) for n, f in frames.items()})


def _within(published: pd.Series, dates: tuple[str | date | None, str | date | None]) -> pd.Series:
    try:
        first, last = (None if d is None else pd.Timestamp(d) for d in dates)
    except (ValueError, TypeError) as error:
        raise InputError(f"not a date range: {dates!r}", allowed="YYYY-MM-DD or None") from error
    if first is None and last is None:
        return pd.Series(True, index=published.index)
    keep = published.notna()
    if first is not None:
        keep &= published >= first
    if last is not None:
        keep &= published <= last
    return keep


def _by_actor(frames: dict, actors: list[str], side: str) -> dict:
    events = frames["events"]
    acts, receives = events["actor"].isin(actors), events["recipient"].isin(actors)
    keep = {"actor": acts, "recipient": receives, "either": acts | receives}[side]
    return {
        "events": events[keep],
        "mentions": frames["mentions"].loc[lambda f: f["actor"].isin(actors)],
        "tone": frames["tone"].loc[lambda f: f["actor"].isin(actors)],
        "quotes": frames["quotes"].loc[lambda f: f["speaker"].isin(actors)],
    }


def _by_theme(frames: dict, all_themes: pd.DataFrame, themes: list[str]) -> dict:
    hits = all_themes[all_themes["theme"].isin(themes)]
    keys = set(zip(hits["doc_id"].astype(str), hits["sent_id"], strict=True))

    def in_theme(frame: pd.DataFrame) -> pd.DataFrame:
        at = zip(frame["doc_id"].astype(str), frame["sent_id"], strict=True)
        return frame.loc[[k in keys for k in at]]

    cut = {n: in_theme(frames[n]) for n in ("sentences", "mentions", "events", "quotes", "tone")}
    return cut | {"themes": frames["themes"].loc[lambda f: f["theme"].isin(themes)]}


def load_tables(folder: str | Path = "build/tables") -> Tables:
    """Read the tables `briefing build` wrote; see `Tables.load`."""
    return Tables.load(folder)
