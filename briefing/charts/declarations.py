"""Every chart declared once: what it counts, how it is drawn, how it is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from briefing.analysis.queries import QUERIES, Query

MARKS = ("bars", "matrix", "panels", "tally")
SMALL_N = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over one query.

    `mark`: ``bars`` stacks counts of `colour` over time bins; ``matrix`` prints counts in a
    `rows` by `columns` grid, ``tally`` the count of each level of `colour`; ``panels`` draws value and interval in each cell of that grid.
    `order` closes the levels of the column `order_of` (else most counted first, unknown
    last); ``rank`` as `rows` numbers the cells of each column; `below` lists levels of `colour` drawn below zero; cells of fewer than `small_n` are greyed;
    `show` caps the rows and columns drawn (what is capped is said in the subtitle).
    """

    query: Query
    title: str
    how_to_read: str
    mark: str
    section: str
    rows: str = ""
    columns: str = ""
    colour: str = ""
    order: tuple[str, ...] = ()
    order_of: str = ""
    below: tuple[str, ...] = ()
    rows_title: str = ""
    columns_title: str = ""
    show: tuple[int, int] = (12, 8)
    small_n: int = SMALL_N

    @property
    def id(self) -> str:
        """The name of the chart, its query, and its functions."""
        return self.query.id


_MODALITIES = ("asserted", "planned", "possible", "alleged", "denied")

DECLARATIONS: dict[str, Chart] = {
    c.id: c
    for c in (
        Chart(
            QUERIES["events_reported"],
            title="Events by month of their article, and certainty",
            how_to_read=(
                "Each bar counts the distinct events that articles of that month tell, whenever "
                "they happened; the pattern says how real the article makes them. How much is "
                "told follows how many articles the corpus holds."
            ),
            mark="bars",
            section="What happened",
            columns="reported",
            colour="modality",
            order=_MODALITIES,
            order_of="modality",
        ),
        Chart(
            QUERIES["events_timeline"],
            title="Events by month they happened, and certainty",
            how_to_read=(
                "Each bar counts distinct events in the month they happened or are planned "
                "for; the pattern says how real the article makes them. Events whose text gives "
                "no month or date stand at the right."
            ),
            mark="bars",
            section="What happened",
            columns="period",
            colour="modality",
            order=_MODALITIES,
            order_of="modality",
        ),
        Chart(
            QUERIES["events_matrix"],
            title="Who acts toward whom: number of events",
            how_to_read=(
                "Read across: the row acts, the column is acted on. Each number counts "
                "distinct events, whatever their type or certainty. An event with several "
                "actors or recipients counts in each of their cells, so cells add up to more."
            ),
            mark="matrix",
            section="What happened",
            rows="actor",
            columns="recipient",
            rows_title="Actor",
            columns_title="Recipient",
            show=(12, 12),
        ),
        Chart(
            QUERIES["cooperation_over_time"],
            title="Cooperation and conflict by month of the article: number of events",
            how_to_read=(
                "Cooperation stands above the line, conflict below it (PLOVER quad classes). "
                "Planned, alleged and denied events count too; filter by certainty to see "
                "only those asserted. Point at a bar, or open the numbers, for its share of the "
                "month's events with its 95% Wilson interval."
            ),
            mark="bars",
            section="What happened",
            columns="reported",
            colour="quad",
            order=(
                "material cooperation",
                "verbal cooperation",
                "verbal conflict",
                "material conflict",
            ),
            order_of="quad",
            below=("verbal conflict", "material conflict"),
        ),
        Chart(
            QUERIES["modality_by_source"],
            title="How certain each outlet is: share of its events",
            how_to_read=(
                "The mark is the share of an outlet's events, the line its 95% Wilson "
                "interval. Asserted: in the article's own voice. Alleged: somebody claims it. "
                "Articles whose outlet is unknown stand together. Grey: fewer than 5 events, "
                "too few to compare."
            ),
            mark="panels",
            section="How certain, and who says so",
            rows="source",
            columns="modality",
            colour="modality",
            order=_MODALITIES,
            order_of="modality",
        ),
        Chart(
            QUERIES["acts_by_source"],
            title="Who tells of which act, and how certain: number of events",
            how_to_read=(
                "A row is an act: who does what to whom. Each cell counts the outlet's distinct "
                "events of that act by certainty; an event with several actors counts for each. Acts "
                "that most outlets tell of stand first; one in a single column waits for a "
                "second report. Outlets that tell of the same act may still mean different "
                "occasions: read the sentences."
            ),
            mark="tally",
            section="How certain, and who says so",
            rows="act",
            columns="source",
            colour="modality",
            order=_MODALITIES,
            order_of="modality",
        ),
        Chart(
            QUERIES["speakers_by_source"],
            title="Who gets to speak: share of each outlet's attributed statements",
            how_to_read=(
                "The mark is the share of direct and indirect statements an outlet attributes "
                "to that actor, the line its 95% Wilson interval. Grey: fewer than 5 "
                "statements."
            ),
            mark="panels",
            section="How certain, and who says so",
            rows="speaker",
            columns="source",
        ),
        Chart(
            QUERIES["tone_by_source"],
            title="Tone of mentions by outlet and actor",
            how_to_read=(
                "Left of the line is negative, right of it positive (-1 to 1); the mark is "
                "the mean, the line its 95% interval. Words inside somebody else's statement are "
                "left out unless asked for. It describes sentences, not what an outlet thinks. "
                "Grey: fewer than 5 mentions."
            ),
            mark="panels",
            section="Tone and themes",
            rows="actor",
            columns="source",
        ),
        Chart(
            QUERIES["themes_by_source"],
            title="Themes by outlet: share of sentences",
            how_to_read=(
                "The mark is the share of an outlet's sentences that touch the theme, the "
                "line its 95% Wilson interval. A sentence may touch several. Grey: fewer than "
                "5 sentences."
            ),
            mark="panels",
            section="Tone and themes",
            rows="theme",
            columns="source",
            show=(20, 8),
        ),
        Chart(
            QUERIES["framing_words"],
            title="Words that set each outlet apart",
            how_to_read=(
                "Words and phrases in the outlet's own voice, most distinctive first, names "
                "left out. The mark is the log odds ratio against all other outlets, the line "
                "its 95% interval. Grey: the interval reaches zero, or fewer than 5 uses."
            ),
            mark="panels",
            section="Tone and themes",
            rows="rank",
            columns="source",
            order=tuple(str(rank) for rank in range(1, 11)),
            order_of="rank",
            show=(10, 8),
        ),
    )
}


def specification() -> dict[str, dict]:
    """Return the declarations as plain JSON values, by id, in display order."""
    return {
        chart.id: asdict(chart)
        | {"id": chart.id, "query": asdict(chart.query) | {"n_column": chart.query.n_column}}
        for chart in DECLARATIONS.values()
    }
