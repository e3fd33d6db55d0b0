"""What the PLOVER codebook would code, given the act and how real it is."""

from __future__ import annotations

# An announced kindness is an agreement to act, an announced blow a threat, and whatever is
# refused a rejection (PLOVER manual, modes of AGREE, THREATEN and REJECT). Types that are
# acts of speech stay what they are.
_PLANNED = {
    "CONSULT": "AGREE",
    "CONCEDE": "AGREE",
    "COOPERATE": "AGREE",
    "AID": "AGREE",
    "RETREAT": "AGREE",
    "SANCTION": "THREATEN",
    "PROTEST": "THREATEN",
    "MOBILIZE": "THREATEN",
    "COERCE": "THREATEN",
    "ASSAULT": "THREATEN",
}
_DENIED = dict.fromkeys(
    ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"), "REJECT"
)


def plover_type(event_type: str, modality: str) -> str:
    """Return the PLOVER type of an act of `event_type` whose modality is `modality`."""
    if modality == "planned":
        return _PLANNED.get(event_type, event_type)
    if modality == "denied":
        return _DENIED.get(event_type, event_type)
    return event_type
