"""Tables to small tidy frames: every function returns counts in `n_` columns.

Each takes `Tables` and the filters of `Tables.select`, obeys those its query declares, and
returns what the chart of the same name in `briefing.charts` draws.
"""

from briefing.analysis.aggregate import aggregate, check_filters, frames, frames_of
from briefing.analysis.events import (
    acts_by_source,
    cooperation_over_time,
    events_matrix,
    events_reported,
    events_timeline,
    modality_by_source,
)
from briefing.analysis.findings import Finding, findings_of, key_findings
from briefing.analysis.intervals import bootstrap, mean_interval, wilson
from briefing.analysis.labels import actor_labels, country_name, label, labels
from briefing.analysis.narrative import framing_words
from briefing.analysis.queries import QUERIES, Query
from briefing.analysis.selection import Selection
from briefing.analysis.tone import speakers_by_source, themes_by_source, tone_by_source
from briefing.analysis.views import evidence, view

__all__ = [
    "QUERIES",
    "Finding",
    "Query",
    "Selection",
    "actor_labels",
    "acts_by_source",
    "aggregate",
    "bootstrap",
    "check_filters",
    "cooperation_over_time",
    "country_name",
    "events_matrix",
    "events_reported",
    "events_timeline",
    "evidence",
    "findings_of",
    "frames",
    "frames_of",
    "framing_words",
    "key_findings",
    "label",
    "labels",
    "mean_interval",
    "modality_by_source",
    "speakers_by_source",
    "themes_by_source",
    "tone_by_source",
    "view",
    "wilson",
]
