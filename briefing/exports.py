"""Events in the field's interchange formats: PLOVER JSON records and ICEWS columns.

PLOVER: the JSON field names of the PLOVER manual (Open Event Data Alliance, draft 0.7,
2021); what the manual has no field for (modality, factuality, who asserts it) is added
under our own column names. ICEWS: the columns of the ICEWS Coded Event Data (Boschee et
al. 2015, doi:10.7910/DVN/28075), one row per dyad.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from briefing.vocabulary import EVENT_TYPES, QUADS

CODEBOOK = "plover-base-0.7"

# PLOVER types at CAMEO roots (CAMEO2PLOVER-2021): code and CAMEO's name of it.
CAMEO = {
    "AGREE": ("030", "Express intent to cooperate"),
    "CONSULT": ("040", "Consult"),
    "SUPPORT": ("050", "Engage in diplomatic cooperation"),
    "CONCEDE": ("080", "Yield"),
    "COOPERATE": ("060", "Engage in material cooperation"),
    "AID": ("070", "Provide aid"),
    "RETREAT": ("087", "De-escalate military engagement"),
    "REQUEST": ("100", "Demand"),
    "ACCUSE": ("110", "Criticize or denounce"),
    "REJECT": ("120", "Reject"),
    "THREATEN": ("130", "Threaten"),
    "SANCTION": ("160", "Reduce relations"),
    "PROTEST": ("140", "Engage in political dissent"),
    "MOBILIZE": ("150", "Demonstrate military or police power"),
    "COERCE": ("170", "Coerce"),
    "ASSAULT": ("190", "Use conventional military force"),
}

ICEWS_COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
    "Longitude",
)  # fmt: skip


def plover_records(
    events: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    coder: str = "briefing",
    include_text: bool = False,
) -> list[dict]:
    """Return one PLOVER record per event, in the order of `events`; actors are lists.

    `date` is null where nothing dates the event. The sentence is included only on request:
    the manual reserves `text` for those who hold the rights to it.
    """
    cite = articles.set_index("doc_id")
    texts = sentences.set_index(["doc_id", "sent_id"])["text"]
    return [
        _plover_record(rows, cite.loc[rows[0]["doc_id"]], texts, coder, include_text)
        for rows in _events(events)
    ]


def _events(events: pd.DataFrame) -> list[list[dict]]:
    grouped: dict[str, list[dict]] = {}
    for row in events.astype(object).where(events.notna(), None).to_dict("records"):
        grouped.setdefault(row["event_id"], []).append(row)
    return list(grouped.values())


def _plover_record(
    rows: list[dict], article: pd.Series, texts: pd.Series, coder: str, include_text: bool
) -> dict:
    first = rows[0]
    kind = EVENT_TYPES[first["plover_type"]]
    record = {
        "id": first["event_id"],
        "has_event": True,
        "date": _day(first["event_date"]),
        "source": _participants(rows, "actor"),
        "recipient": _participants(rows, "recipient"),
        "event": [first["plover_type"]],
        "event_text": [first["trigger"]],
        "quad_code": QUADS.index(kind.quad) + 1,
        "event_scale": kind.intensity,
        "context": (first["contexts"] or "").split("|") if first["contexts"] else [],
        "text_info": {
            "sequence": int(first["sent_id"]),
            "start": int(first["start_char"]),
            "end": int(first["end_char"]),
        },
        "cite_info": {
            "title": _or_none(article["title"]),
            "url": _or_none(article["url"]),
            "language": _or_none(article["language"]),
            "publication": _or_none(article["source_name"]),
            "coder": coder,
            "codebook": CODEBOOK,
        },
        "coder": coder,
        "event_type": first["event_type"],
        "modality": first["modality"],
        "factuality": float(first["factuality"]),
        "attributed_to": first["attributed_to"],
        "date_precision": first["date_precision"],
    }
    if include_text:
        record["text"] = texts[first["doc_id"], first["sent_id"]]
    return record


def _participants(rows: list[dict], side: str) -> list[dict]:
    seen = {}
    for row in rows:
        if row[side] is not None:
            seen.setdefault(
                row[side],
                {
                    "code": row[side],
                    "sector": row[f"{side}_role"],
                    "actor_text": row[f"{side}_name"],
                },
            )
    return list(seen.values())


def _day(value: object) -> str | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date().isoformat()


def _or_none(value: object) -> object:
    return None if pd.isna(value) else value


def icews_frame(
    events: pd.DataFrame, articles: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the events with ICEWS's columns, all strings; unknown is empty.

    `names` maps actor codes to country names. CAMEO codes are the roots of `plover_type`;
    coordinates stay empty, for none are coded.
    """
    publisher = articles.set_index("doc_id")["source_name"]
    rows = [
        {
            "Event ID": number,
            "Event Date": _day(e.event_date),
            "Source Name": e.actor_name,
            "Source Sectors": e.actor_role,
            "Source Country": names.get(e.actor, e.actor),
            "Event Text": CAMEO[e.plover_type][1],
            "CAMEO Code": CAMEO[e.plover_type][0],
            "Intensity": EVENT_TYPES[e.plover_type].intensity,
            "Target Name": e.recipient_name,
            "Target Sectors": e.recipient_role,
            "Target Country": names.get(e.recipient, e.recipient),
            "Story ID": e.doc_id,
            "Sentence Number": int(e.sent_id) + 1,
            "Publisher": publisher.get(e.doc_id),
            "Country": e.location,
        }
        for number, e in enumerate(events.itertuples(index=False), 1)
    ]
    frame = pd.DataFrame.from_records(rows, columns=list(ICEWS_COLUMNS))
    return frame.astype("string").fillna("").replace(r"[\t\r\n]+", " ", regex=True)
