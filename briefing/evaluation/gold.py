"""Read gold files: JSON lines with an id, a text and the task's labels."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.errors import InputError

# The field that holds a task's labels.
LABEL_FIELD = {
    "events": "events",
    "seeds": "events",
    "modality": "triggers",
    "tone": "targets",
    "quotes": "attributions",
}

# The keys every label of a task must have.
LABEL_KEYS = {
    "events": ("accept", "actor", "recipient"),
    "seeds": ("actor", "type", "target", "status", "optional"),
    "modality": ("start_char", "end_char", "factuality"),
    "tone": ("start_char", "end_char", "label"),
    "quotes": ("source", "content"),
}

TASKS = tuple(LABEL_FIELD)


def read_gold(task: str, path: str | Path) -> list[dict]:
    """Return the records of a gold file. Raises InputError naming file, line and field."""
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputError(f"cannot read gold ({reason})", path=path) from error
    records = [_record(task, path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise InputError("no gold records", path=path)
    return records


def _record(task: str, path: Path, number: int, line: str) -> dict:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON ({error})", path=path, place=number) from error
    field = LABEL_FIELD[task]
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise InputError("needs a JSON object with a string 'text'", path=path, place=number)
    labels = record.get(field)
    if not isinstance(labels, list) or not all(isinstance(x, dict) for x in labels):
        raise InputError(f"field '{field}' must be a list of objects", path=path, place=number)
    for label in labels:
        missing = [k for k in LABEL_KEYS[task] if k not in label]
        if missing:
            raise InputError(
                f"a label in '{field}' lacks {', '.join(missing)}",
                path=path,
                place=number,
                allowed=LABEL_KEYS[task],
            )
    return record | {"id": record.get("id", number)}
