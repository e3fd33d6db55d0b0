"""Closed vocabularies: the only values code branches on.

Event types, quads and intensities follow PLOVER (2021) and Goldstein's scale at the
CAMEO roots; modality and factuality follow FactBank (Sauri and Pustejovsky 2009) and
the UW factuality scale (Lee et al. 2015).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """One PLOVER event type with its quad class and Goldstein intensity (-10 to 10)."""

    name: str
    quad: str
    intensity: float
    label: str


QUADS = (
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
)

EVENT_TYPES: dict[str, EventType] = {
    t.name: t
    for t in (
        EventType("AGREE", QUADS[0], 4.0, "agree to act"),
        EventType("CONSULT", QUADS[0], 1.0, "meet, visit, consult"),
        EventType("SUPPORT", QUADS[0], 3.5, "voice support"),
        EventType("CONCEDE", QUADS[0], 5.0, "yield, ease, release"),
        EventType("COOPERATE", QUADS[1], 6.0, "cooperate"),
        EventType("AID", QUADS[1], 7.0, "give aid or arms"),
        EventType("RETREAT", QUADS[1], 7.0, "withdraw, stand down"),
        EventType("REQUEST", QUADS[2], -5.0, "demand, appeal"),
        EventType("ACCUSE", QUADS[2], -2.0, "accuse, criticise"),
        EventType("REJECT", QUADS[2], -4.0, "reject, refuse"),
        EventType("THREATEN", QUADS[2], -6.0, "threaten, warn"),
        EventType("SANCTION", QUADS[2], -4.0, "sanction, cut ties"),
        EventType("PROTEST", QUADS[3], -6.5, "protest"),
        EventType("MOBILIZE", QUADS[3], -7.2, "test, drill, deploy"),
        EventType("COERCE", QUADS[3], -7.0, "arrest, seize, coerce"),
        EventType("ASSAULT", QUADS[3], -9.0, "attack, fight"),
    )
}

SYMMETRIC_TYPES = frozenset({"CONSULT", "COOPERATE", "AGREE"})

MODALITIES = ("asserted", "planned", "possible", "alleged", "denied")

# How sure the article itself is that the event is real, -3 certainly not to 3 certainly.
MODALITY_FACTUALITY: dict[str, float] = {
    "asserted": 3.0,
    "planned": 1.0,
    "possible": 1.0,
    "alleged": 1.5,
    "denied": -3.0,
}

ACTOR_ROLES = (
    "GOV",  # government, head of state, foreign ministry
    "MIL",  # armed forces, defence ministry
    "LEG",  # parliament
    "JUD",  # courts
    "OPP",  # opposition
    "REB",  # armed groups
    "MED",  # news media
    "CVL",  # civilians, peoples
    "BUS",  # companies
    "NGO",  # non-governmental organisations
    "IGO",  # intergovernmental organisations
    "SPY",  # intelligence services
    "COP",  # police
    "EXP",  # researchers, analysts, universities
)

MENTION_TYPES = ("name", "demonym", "metonym", "title", "pronoun", "group")
# What a report is, and what it says of its content: `confirm` and `know` vouch for it,
# `claim`, `accuse` and `deny` do not, the others leave it open.
REPORTING_CLASSES = (
    "say",
    "report",
    "claim",
    "accuse",
    "criticise",
    "praise",
    "deny",
    "confirm",
    "know",
    "believe",
    "predict",
    "fear",
    "want",
    "ask",
    "order",
    "promise",
    "threaten",
    "suggest",
)
QUOTE_TYPES = ("direct", "indirect", "scare")
TONE_LABELS = ("negative", "neutral", "positive")
TONE_ENGINES = ("transformer", "vader", "none")
DATE_PRECISIONS = ("day", "month", "year", "unknown")
DATE_BASES = ("stated", "relative", "published")
PUBLISHED_BASES = ("stated", "inferred")
ARTICLE_KINDS = ("article", "abstract", "press_release", "transcript", "other")
OWNERSHIPS = ("state", "public", "private", "unknown")
VOICE_OUTLET = "outlet"
