"""Score coded events: type, dyad and triple, against two kinds of gold.

`score_events` takes gold that codes about one event per text with several accepted types
and countries; `score_seeds` takes texts coded in full, with optional events that count
neither as missed nor as false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from briefing.evaluation.results import ERROR_COLUMNS, Result, precision_recall_f1, prefixed
from briefing.vocabulary import SYMMETRIC_TYPES

NOTHING = "(nothing)"


def score_events(gold: list[dict], predicted: dict, name: str) -> Result:
    """Return type, triple and dyad precision, recall and F1, and recall per type."""
    types, triples, dyads = Counter(), Counter(), Counter()
    classes: dict[str, Counter] = {}
    errors = []
    for record in gold:
        found = {
            (e["actor"], e.get("plover_type") or e["event_type"], e["recipient"])
            for e in predicted[record["id"]]["events"]
        }
        found_types = {t for _, t, _ in found}
        groups = {
            e.get("group", i): set(e["accept"])
            for i, e in enumerate(record["events"])
            if e["accept"]
        }
        for accepted in groups.values():
            hit = bool(found_types & accepted)
            types.update(gold=1, gold_hit=hit)
            label = "/".join(sorted(accepted))
            classes.setdefault(label, Counter()).update(n_gold=1, n_hit=hit)
            if not hit:
                got = "/".join(sorted(found_types)) or NOTHING
                errors.append((record["id"], label, got, record["text"]))
        right = sum(any(t in a for a in groups.values()) for t in found_types)
        types.update(pred=len(found_types), pred_hit=right)
        complete = [e for e in record["events"] if e["actor"] and e["recipient"] and e["accept"]]
        if complete:
            _count_pairs(found, complete, triples, dyads)
    per_class = [
        {"event_type": k, "n_gold": c["n_gold"], "recall": 100 * c["n_hit"] / c["n_gold"]}
        for k, c in sorted(classes.items())
    ]
    figures: dict[str, float] = {}
    for part, c in (("type", types), ("triple", triples), ("dyad", dyads)):
        prf = precision_recall_f1(c["pred_hit"], c["pred"], c["gold_hit"], c["gold"])
        figures |= prefixed(part, prf)
    return Result(
        "events",
        name,
        len(gold),
        figures,
        pd.DataFrame(per_class),
        pd.DataFrame(errors, columns=ERROR_COLUMNS),
    )


def _count_pairs(found: set, complete: list[dict], triples: Counter, dyads: Counter) -> None:
    both = {p for p in found if p[0] and p[2]}
    pairs = {(a, b): (a, t, b) for a, t, b in both}

    def matches(triple: tuple, event: dict, with_type: bool) -> bool:
        return any(
            a in event["actor"]
            and b in event["recipient"]
            and (not with_type or t in event["accept"])
            for a, t, b in _orientations(triple)
        )

    for event in complete:
        triples.update(gold=1, gold_hit=any(matches(p, event, True) for p in both))
        dyads.update(gold=1, gold_hit=any(matches(p, event, False) for p in both))
    triples.update(
        pred=len(both), pred_hit=sum(any(matches(p, e, True) for e in complete) for p in both)
    )
    dyads.update(
        pred=len(pairs),
        pred_hit=sum(any(matches(p, e, False) for e in complete) for p in pairs.values()),
    )


def _orientations(triple: tuple) -> Iterator[tuple]:
    actor, event_type, recipient = triple
    yield triple
    if event_type in SYMMETRIC_TYPES:
        yield recipient, event_type, actor


def score_seeds(gold: list[dict], predicted: dict, name: str) -> Result:
    """Return triple precision, recall and F1, and modality accuracy over matched events."""
    counts = Counter()
    errors = []
    for record in gold:
        found: dict[tuple, set] = {}
        for e in predicted[record["id"]]["events"]:
            found.setdefault((e["actor"], e["event_type"], e["recipient"]), set()).add(
                e["modality"]
            )
        used = set()
        for event in sorted(record["events"], key=lambda e: e["optional"]):
            key = next((k for k in found if _is_event(k, event)), None)
            if key:
                used.add(key)
            if event["optional"]:
                continue
            counts.update(gold=1, gold_hit=bool(key))
            label = f"{event['actor']} {'/'.join(event['type'])} {event['target']}"
            if not key:
                errors.append((record["id"], label, NOTHING, record["text"]))
                continue
            wanted = {"asserted" if s == "reported" else s for s in event["status"]}
            right = bool(found[key] & wanted)
            counts.update(modality=1, modality_right=right)
            if not right:
                got = "/".join(sorted(found[key]))
                errors.append((record["id"], "/".join(sorted(wanted)), got, record["text"]))
        counts.update(pred=len(found), pred_hit=len(used))
        errors += [
            (record["id"], NOTHING, " ".join(map(str, k)), record["text"])
            for k in found
            if k not in used
        ]
    prf = precision_recall_f1(
        counts["pred_hit"], counts["pred"], counts["gold_hit"], counts["gold"]
    )
    accuracy = 100 * counts["modality_right"] / counts["modality"] if counts["modality"] else 0.0
    figures = prefixed("triple", prf) | {"modality.accuracy": accuracy}
    return Result(
        "seeds", name, len(gold), figures, errors=pd.DataFrame(errors, columns=ERROR_COLUMNS)
    )


def _is_event(triple: tuple, event: dict) -> bool:
    return any(
        a == event["actor"] and t in event["type"] and b == event["target"]
        for a, t, b in _orientations(triple)
    )
