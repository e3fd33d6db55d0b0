// The page: header, findings, one card a chart, and what happens when a filter changes.
"use strict";

(() => {
  const { byId, day, element, link, show } = Dom;
  const data = JSON.parse(byId("data").textContent);
  const tables = Rows.readTables(data);
  const { articles, events } = tables;
  const every = (table) => Array.from({ length: tables[table].n }, (_, row) => row);
  const charts = Object.values(data.charts);
  const nameOf = (column, code) =>
    column === "period" && code !== Words.UNKNOWN
      ? day(`${code}-01`, code.length === 7 ? "month" : "year")
      : Words.label(column, code, data.labels);
  const nEvents = (rows) =>
    Rows.distinct(events.columns, ["event_id"], rows.filter((row) => !events.columns.is_duplicate[row]));
  const nAll = nEvents(every("events"));
  const nUndated = articles.columns.published.filter((date) => date === null).length;
  let filters = {}, mark = null, titles = {};

  // ---- header, articles, footer ---------------------------------------------------------

  const header = () => {
    const { source, published, published_precision: precision } = articles.columns;
    const outlets = new Set(source.filter((code) => code !== "unknown")).size;
    const nUnknown = source.filter((code) => code === "unknown").length;
    const dated = published.map((date, row) => [date, precision[row]]).filter(([date]) => date).sort();
    const parts = [
      `${Words.counted(nAll, ["event", "events"])} and ${Words.counted(tables.quotes.n, ["attributed statement", "attributed statements"])}`,
      ` in ${Words.counted(articles.n, ["article", "articles"])} (${Words.counted(outlets, ["outlet", "outlets"])}`,
      nUnknown ? `, ${Words.counted(nUnknown, ["article", "articles"])} of unknown origin)` : ")",
      dated.length ? `, published ${[...new Set([day(...dated[0]), day(...dated[dated.length - 1])])].join(" to ")}` : "",
      dated.length && nUndated ? ` (${nUndated} undated)` : "",
      ". Every number leads to its sentences.",
    ];
    byId("title").textContent = data.title;
    byId("standfirst").textContent = parts.join("");
    byId("scope").hidden = data.scope.length === 0;
    byId("scope").textContent = `This file holds a selection. ${data.scope.join(" \u00b7 ")}`;
    const { fingerprint, version, tone } = data.built_from;
    byId("footer").append(
      element("p", {}, [
        fingerprint && `Tables ${fingerprint.slice(0, 12)}`, version && `briefing ${version}`,
        tone && `tone engine: ${tone}`, "charts drawn with plotly.js (MIT)",
      ].filter(Boolean).join(" \u00b7 ")),
      element("p", {}, "This file is complete in itself and asks the network for nothing."),
    );
  };

  const articleList = () => {
    const cells = (tag, values) => element("tr", {}, ...values.map((value) => element(tag, tag === "th" ? { scope: "col" } : {}, value)));
    const rows = every("articles").map((row) => {
      const own = Object.fromEntries(Object.entries(articles.columns).map(([column, values]) => [column, values[row]]));
      const inferred = own.published && own.published_basis === "inferred" ? " (inferred)" : "";
      const outlet = [nameOf("source", own.source), own.source_country && nameOf("actor", own.source_country), own.source_ownership && own.source_ownership !== "unknown" && `${own.source_ownership} ownership`].filter(Boolean).join(", ");
      const n = Rows.select(tables, "events", {}).filter((r) => events.columns.doc_id[r] === own.doc_id);
      return cells("td", [link(own.url, Dom.titleOf(own)), outlet, `${day(own.published, own.published_precision)}${inferred}`, own.kind.replace("_", " "), Words.grouped(own.n_sentences), Words.grouped(nEvents(n))]);
    });
    byId("abstracts").hidden = !articles.columns.kind.includes("abstract");
    byId("articles").append(
      element("thead", {}, cells("th", ["Title", "Outlet", "Published", "Kind of text", "Sentences", "Events"])),
      element("tbody", {}, ...rows),
    );
  };

  const findingList = () => {
    byId("findings").hidden = data.findings.length === 0;
    byId("finding-list").append(...data.findings.map((finding) => {
      const see = () => pick({ table: "events", nouns: ["event", "events"], values: finding.values, about: finding.text, alone: true });
      const button = element("button", { type: "button", class: "see", onclick: see }, `See ${Words.counted(finding.n, ["event", "events"])}`);
      return element("li", {}, element("p", {}, finding.text), Object.keys(finding.values).length ? button : null);
    }));
  };

  // ---- charts ---------------------------------------------------------------------------

  const cards = new Map();

  const card = (chart) => {
    const plot = element("div", { class: "plot", role: "img" });
    const parts = {
      plot,
      subtitle: element("p", { class: "subtitle" }),
      ignores: element("p", { class: "note" }),
      table: element("div", { class: "scroll" }),
    };
    const details = element("details", { class: "numbers" }, element("summary", {}, "The numbers"), parts.table);
    details.addEventListener("toggle", () => { if (details.open) numbers(chart); });
    const { include } = chart.query.where.find((where) => where.include) ?? {};
    const all = element("input", { type: "checkbox", checked: data.included.includes(chart.id), onchange: () => { count(chart); drawAll([chart]); } });
    const widen = include ? element("label", { class: "widen" }, all, ` ${include}`) : null;
    cards.set(chart.id, { ...parts, details, all, frame: null });
    const save = element("button", { type: "button", class: "see", onclick: () => saveImage(chart) }, "Save as image");
    return element("article", { class: `card ${chart.mark}`, id: `chart-${chart.id}` }, element("h3", {}, chart.title), parts.subtitle, widen, element("div", { class: "scroll" }, plot), element("p", { class: "how" }, element("b", {}, "How to read this. "), chart.how_to_read), parts.ignores, element("div", { class: "more" }, details, save));
  };

  const saveImage = (chart) => {
    const { figure, plot } = cards.get(chart.id);
    const { data: traces, layout } = Charts.titled(figure);
    const width = Math.max(900, plot.clientWidth);
    Plotly.downloadImage({ data: traces, layout: { ...layout, width } }, { format: "png", width, height: layout.height, scale: 2, filename: chart.id });
  };

  // The query of a chart, without the exclusions its reader switched off.
  const queryOf = ({ id, query }) =>
    cards.get(id).all.checked ? { ...query, where: query.where.filter(({ include }) => !include) } : query;

  const layOut = () => {
    const sections = [...new Set(charts.map((chart) => chart.section))];
    byId("charts").append(...sections.map((section) =>
      element("section", { class: "group" }, element("h2", {}, section), element("div", { class: "cards" }, ...charts.filter((chart) => chart.section === section).map(card)))));
  };

  const listed = (names) => (names.length > 4 ? `${names[0]} to ${names[names.length - 1]}` : names.join(", "));

  const marksText = (chart, values) =>
    `${chart.title}: ${Object.entries(values).map(([column, codes]) => listed(codes.map((code) => nameOf(column, code)))).join(" \u00b7 ")}`;

  const pickCell = (chart, values, about) =>
    pick({ chart, table: chart.query.table, nouns: chart.query.unit_name, values, about: about ?? marksText(chart, values) });

  // The same numbers as a table: for readers of tables, screen readers, and keyboards.
  const numbers = (chart) => {
    const own = cards.get(chart.id), { query } = chart;
    const measures = Object.keys(own.frame.cells[0] ?? {}).filter((column) => !query.by.includes(column));
    const shown = (column, value) =>
      column === "share" || (query.measure === "share" && (column === "low" || column === "high")) ? Words.percent(value)
        : column.startsWith("n_") ? Words.grouped(value) : Words.signed(value);
    const head = [...query.by, ...measures].map((column) => element("th", { scope: "col" }, column.replace(/_/g, " ")));
    const rows = own.frame.cells.map((cell) => {
      const values = Object.fromEntries(query.by.map((column) => [column, [cell[column]]]));
      const text = query.by.map((column) => nameOf(column, cell[column]));
      const see = element("button", { type: "button", class: "see", onclick: () => pickCell(chart, values), "aria-label": `Sentences: ${text.join(", ")}` }, "Sentences");
      return element("tr", {}, ...text.map((t) => element("td", {}, t)), ...measures.map((column) => element("td", { class: "n" }, shown(column, cell[column]))), element("td", {}, see));
    });
    own.table.replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, ...head, element("th", {}))), element("tbody", {}, ...rows)));
  };

  const count = (chart) => {
    const own = cards.get(chart.id);
    own.frame = data.frames[chart.id] ?? Rows.aggregate(tables, queryOf(chart), filters);
    own.figure = Charts.draw(own.frame, chart, data.labels, data.theme);
    const { subtitle } = own.figure.layout.meta;
    own.subtitle.textContent = subtitle;
    own.plot.setAttribute("aria-label", `${chart.title}. ${subtitle}. The numbers follow as a table.`);
    const ignored = Object.keys(filters).filter((name) => name !== "side" && !chart.query.filters.includes(name));
    own.ignores.hidden = ignored.length === 0;
    own.ignores.textContent = `Not affected by the filter on ${ignored.map((name) => titles[name]).join(", ")}.`;
    if (own.details.open) numbers(chart);
    own.plot.style.minWidth = `${minWidth(own.figure)}px`;
    own.plot.style.height = `${own.figure.layout.height}px`;
  };

  const draw = (chart) => {
    const { plot, figure } = cards.get(chart.id);
    waiting.delete(chart);
    const isNew = !plot.data;
    Plotly.react(plot, figure.data, figure.layout, { displayModeBar: false, responsive: true });
    if (isNew) plot.on("plotly_click", ({ points: [point] }) => { if (point.customdata) pickCell(chart, point.customdata); });
  };

  // Charts in view are drawn at once, the others one by one when the page is idle.
  const waiting = new Set(), inView = new Set();

  const drawAll = (changed = charts) => {
    if (!window.Plotly) return;
    for (const chart of changed) waiting.add(chart);
    document.documentElement.dataset.ready = "false";
    for (const chart of changed) if (inView.has(chart)) draw(chart);
    drawNext();
  };

  const drawNext = () => setTimeout(() => {
    const [chart] = waiting;
    if (chart) draw(chart);
    if (waiting.size) drawNext();
    else document.documentElement.dataset.ready = "true";
  });

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const chart = data.charts[target.id.slice("chart-".length)];
      if (isIntersecting) inView.add(chart);
      else inView.delete(chart);
      if (isIntersecting && waiting.has(chart)) draw(chart);
    }
  });

  // Panels and grids stay legible on a telephone: they scroll rather than shrink.
  const minWidth = ({ layout, data: traces }) => {
    const last = Math.max(0, ...traces.flatMap((trace) => trace.x));
    if (layout.shapes) return 110 + 96 * Math.ceil(last);
    if (!traces.some(({ type }) => type === "heatmap")) return 40 + 22 * last;
    const longest = (texts) => Math.max(...texts.map((text) => text.length));
    const names = longest(layout.yaxis.ticktext.flatMap((text) => text.split("<br>")));
    const cell = longest(traces.flatMap(({ text }) => text.flat()));
    return 40 + 7 * names + Math.max(68, 8 * cell) * (last + 1);
  };

  // ---- what changes ---------------------------------------------------------------------

  // Shows the sentences of one mark, or of one finding (`alone`: whatever the filters).
  const pick = (picked) => {
    mark = picked;
    showEvidence();
    show(byId("evidence"));
    byId("evidence").focus({ preventScroll: true });
  };

  const showEvidence = () => {
    const clear = () => { mark = null; showEvidence(); };
    if (!mark) {
      const rows = Rows.select(tables, "events", filters).filter((row) => !events.columns.is_duplicate[row]);
      evidence("events", rows, ["event", "events"], null, clear);
      return;
    }
    const query = mark.chart ? queryOf(mark.chart) : data.charts.events_matrix.query;
    const rows = Rows.rowsBehind(tables, query, mark.alone ? {} : filters, mark.values);
    evidence(mark.table, rows, mark.nouns, mark.about, clear);
  };

  const changed = (chosen) => {
    filters = chosen;
    if (mark?.alone) mark = null;
    const rows = Rows.select(tables, "events", filters);
    const kept = new Set(rows.map((row) => events.columns.doc_id[row])).size;
    byId("count").replaceChildren(element("b", {}, Words.grouped(nEvents(rows))), ` of ${Words.counted(nAll, ["event", "events"])} in ${Words.counted(kept, ["article", "articles"])}${
      filters.dates && nUndated ? ` (${Words.counted(nUndated, ["undated article", "undated articles"])} left out)` : ""}`);
    charts.forEach(count);
    showEvidence();
    drawAll();
  };

  // plotly.js travels compressed; the policy of this page lets this very text run.
  const unpackPlotly = async () => {
    const text = atob(byId("plotly").textContent);
    const packed = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = element("script", {}, await new Response(stream).text());
    document.head.append(script);
    byId("plotly").remove();
  };

  const warn = (text) => {
    byId("notice").textContent = text;
    byId("notice").hidden = false;
  };

  header();
  articleList();
  findingList();
  layOut();
  const evidence = Evidence.create(tables, data);
  const bar = Filters.create(tables, data, changed);
  titles = bar.titles;
  bar.apply();
  for (const { plot } of cards.values()) observer.observe(plot.closest("article"));
  const resize = (width) => {
    for (const chart of waiting) if (window.Plotly) draw(chart);
    for (const { plot } of cards.values()) if (plot.data) Plotly.relayout(plot, { width, autosize: width === null });
  };
  window.addEventListener("beforeprint", () => resize(680));
  window.addEventListener("afterprint", () => resize(null));
  unpackPlotly()
    .then(() => drawAll())
    .catch((error) => warn(`The charts cannot be drawn in this browser (${error.message}); the numbers and sentences are complete.`));
})();
