// The charts of the static briefing: the same declarations, over the same rows, to the same
// numbers and figures as briefing.analysis and briefing.charts. No document, no network: a
// test in Chromium compares every value with Python's.
"use strict";

const Charts = (() => {
  const UNKNOWN = "unknown";
  const Z_975 = 1.959963984540054;
  const INSET = 0.06;
  const NICE_SHARES = [0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.75, 1];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MAX_GAP_MONTHS = 6, MAX_GAP_YEARS = 3, MAX_MONTHS = 48;

  // ---- words and numbers (briefing/charts/text.py) ------------------------------------

  const escaped = (text) =>
    String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const wrapped = (text, width) => {
    const lines = [""];
    for (const word of String(text).split(/\s+/u).filter(Boolean)) {
      const last = lines[lines.length - 1];
      const longer = `${last} ${word}`.trim();
      if ([...longer].length > width && last) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines.map(escaped).join("<br>");
  };

  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const counted = (n, [one, many]) => `${grouped(n)} ${n === 1 ? one : many}`;
  const percent = (share) => `${Math.floor(share * 100 + 0.5)}%`;
  const signed = (value) => {
    const hundredths = Math.floor(Math.abs(value) * 100 + 0.5);
    const sign = hundredths === 0 ? "" : value > 0 ? "+" : "\u2212";
    return `${sign}${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
  };

  // Strings sort by code point, as in Python.
  const compare = (a, b) => {
    const left = [...a], right = [...b];
    for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
      const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
      if (difference) return difference;
    }
    return left.length - right.length;
  };

  const label = (column, code, names) => {
    if (code === null || code === UNKNOWN) {
      return { source: "Unknown outlet", period: "No date" }[column] ?? "Not named";
    }
    const known = names[column];
    return (known && Object.hasOwn(known, code) && known[code]) || String(code);
  };

  // ---- rows (briefing/analysis/views.py, Tables.select) --------------------------------

  // A column travels as plain values, or as {levels, codes} where values repeat (-1: none).
  const decode = (table) => {
    const columns = {};
    for (const [name, column] of Object.entries(table.columns)) {
      columns[name] = Array.isArray(column)
        ? column
        : column.codes.map((code) => (code < 0 ? null : column.levels[code]));
    }
    return { n: table.n, columns };
  };

  // Returns the tables of the page, each row with the source and date of its article.
  const readTables = (data) => {
    const articles = decode(data.articles);
    const place = new Map(articles.columns.doc_id.map((id, row) => [id, row]));
    const tables = { articles };
    for (const [name, packed] of Object.entries(data.tables)) {
      const table = decode(packed);
      for (const column of ["source", "published"]) {
        table.columns[column] = table.columns.doc_id.map((id) => articles.columns[column][place.get(id)]);
      }
      tables[name] = table;
    }
    return tables;
  };

  const ACTOR_COLUMNS = { mentions: ["actor"], tone: ["actor"], quotes: ["speaker"] };
  const SIDES = { actor: ["actor"], recipient: ["recipient"], either: ["actor", "recipient"] };

  const sentenceKey = (columns, row) => `${columns.doc_id[row]} ${columns.sent_id[row]}`;

  // Returns the row numbers of `name` that match every filter; null or absent: no filter.
  const select = (tables, name, filters) => {
    const { n, columns } = tables[name];
    const tests = [];
    const among = (column, values) => {
      const wanted = new Set(values);
      tests.push((row) => wanted.has(columns[column][row]));
    };
    if (filters.sources) among("source", filters.sources);
    const [first, last] = filters.dates ?? [null, null];
    if (first || last) {
      tests.push((row) => {
        const day = columns.published[row];
        return day !== null && !(first && day < first) && !(last && day > last);
      });
    }
    const sides = name === "events" ? SIDES[filters.side ?? "either"] : ACTOR_COLUMNS[name];
    if (filters.actors && sides) {
      const wanted = new Set(filters.actors);
      tests.push((row) => sides.some((side) => wanted.has(columns[side][row])));
    }
    if (name === "events") {
      if (filters.event_types) among("event_type", filters.event_types);
      if (filters.modality) among("modality", filters.modality);
    }
    if (filters.themes && name === "themes") among("theme", filters.themes);
    else if (filters.themes) {
      const hits = tables.themes, wanted = new Set(filters.themes), touched = new Set();
      for (let row = 0; row < hits.n; row += 1) {
        if (wanted.has(hits.columns.theme[row])) touched.add(sentenceKey(hits.columns, row));
      }
      tests.push((row) => touched.has(sentenceKey(columns, row)));
    }
    const rows = [];
    for (let row = 0; row < n; row += 1) if (tests.every((test) => test(row))) rows.push(row);
    return rows;
  };

  // ---- aggregates (briefing/analysis/aggregate.py) -------------------------------------

  const obeyed = (query, filters) => {
    const kept = {};
    for (const [name, value] of Object.entries(filters)) {
      if (query.filters.includes(name === "side" ? "actors" : name)) kept[name] = value;
    }
    return kept;
  };

  const keyOf = (columns, names, row) => JSON.stringify(names.map((name) => columns[name][row]));

  const distinct = (columns, unit, rows) =>
    unit.length ? new Set(rows.map((row) => keyOf(columns, unit, row))).size : rows.length;

  const kept = (table, query, rows) => {
    const leftOut = [];
    for (const { column, value, left_out } of query.where) {
      const others = rows.filter((row) => table.columns[column][row] !== value);
      const n = distinct(table.columns, query.unit, others);
      if (n) leftOut.push([left_out, n]);
      rows = rows.filter((row) => table.columns[column][row] === value);
    }
    return [rows, leftOut];
  };

  const flagged = (table, query, rows) => {
    if (!query.flag) return [];
    const marked = rows.filter((row) => table.columns[query.flag.column][row] === query.flag.value);
    const n = distinct(table.columns, query.unit, marked);
    return n ? [[query.flag.left_out, n]] : [];
  };

  // Groups rows by `by`; each group holds its values and one row per distinct unit.
  const groups = (columns, by, unit, rows) => {
    const found = new Map();
    for (const row of rows) {
      const key = keyOf(columns, by, row);
      if (!found.has(key)) found.set(key, { values: by.map((c) => columns[c][row]), rows: [], seen: new Set() });
      const group = found.get(key);
      const id = unit.length ? keyOf(columns, unit, row) : row;
      if (group.seen.has(id)) continue;
      group.seen.add(id);
      group.rows.push(row);
    }
    return [...found.values()].sort((a, b) => compareAll(a.values, b.values));
  };

  const compareAll = (a, b) => {
    for (let i = 0; i < a.length; i += 1) {
      const order = compare(a[i], b[i]);
      if (order) return order;
    }
    return 0;
  };

  const wilson = (hits, n) => {
    const share = hits / n, z2 = Z_975 * Z_975;
    const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const half = (Z_975 * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    return [Math.max(0, centre - half), Math.min(1, centre + half)];
  };

  const t975 = (df) => {
    if (df === 1) return Math.tan(0.475 * Math.PI);
    if (df === 2) return 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95));
    const z = Z_975, z2 = Z_975 * Z_975;
    const terms = [
      (z * (z2 + 1)) / 4,
      (z * ((5 * z2 + 16) * z2 + 3)) / 96,
      (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384,
      (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160,
    ];
    return terms.reduce((sum, term, power) => sum + term / df ** (power + 1), z);
  };

  const meanInterval = (values) => {
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    if (n === 1) return [mean, -1, 1];
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const half = (t975(n - 1) * Math.sqrt(squares / (n - 1))) / Math.sqrt(n);
    return [mean, Math.max(-1, mean - half), Math.min(1, mean + half)];
  };

  const cell = (query, group, columns) => {
    const out = Object.fromEntries(query.by.map((column, i) => [column, group.values[i]]));
    out[query.n_column] = group.rows.length;
    out.n_articles = new Set(group.rows.map((row) => columns.doc_id[row])).size;
    return out;
  };

  const shares = (query, cells, of, ofRows) => {
    const totals = groups(of.columns, query.of_by, query.unit, ofRows);
    const rest = query.by.filter((column) => !query.of_by.includes(column));
    const levels = new Map(cells.map((c) => [JSON.stringify(rest.map((r) => c[r])), c]));
    const byKey = new Map(cells.map((c) => [JSON.stringify(query.by.map((b) => c[b])), c]));
    const out = [];
    for (const total of totals) {
      for (const level of levels.values()) {
        const values = Object.fromEntries(query.of_by.map((column, i) => [column, total.values[i]]));
        for (const column of rest) values[column] = level[column];
        const key = JSON.stringify(query.by.map((b) => values[b]));
        const own = byKey.get(key) ?? { [query.n_column]: 0, n_articles: 0 };
        const hits = own[query.n_column], n = total.rows.length;
        const [low, high] = wilson(hits, n);
        out.push({
          ...Object.fromEntries(query.by.map((b) => [b, values[b]])),
          [query.n_column]: hits, n_articles: own.n_articles,
          [`${query.n_column}_total`]: n, share: hits / n, low, high,
        });
      }
    }
    return out.sort((a, b) => compareAll(query.by.map((c) => a[c]), query.by.map((c) => b[c])));
  };

  // Returns {cells, n, n_articles, left_out, flagged}.
  const aggregate = (tables, query, filters) => {
    const own = obeyed(query, filters);
    const table = tables[query.table];
    let [rows, leftOut] = kept(table, query, select(tables, query.table, own));
    const found = groups(table.columns, query.by, query.unit, rows);
    let cells = found.map((group) => cell(query, group, table.columns));
    let counting = table;
    if (query.measure === "mean") {
      cells.forEach((c, i) => {
        const values = found[i].rows.map((row) => table.columns[query.value][row]);
        [c.mean, c.low, c.high] = meanInterval(values);
      });
    } else if (query.measure === "share") {
      counting = tables[query.of];
      [rows, leftOut] = kept(counting, query, select(tables, query.of, own));
      cells = shares(query, cells, counting, rows);
    }
    return {
      cells,
      n: distinct(counting.columns, query.unit, rows),
      n_articles: new Set(rows.map((row) => counting.columns.doc_id[row])).size,
      left_out: leftOut,
      flagged: flagged(counting, query, rows),
    };
  };

  // The rows behind the cell that holds `values` (codes by column), or behind all cells.
  const rowsBehind = (tables, query, filters, values = {}) => {
    const table = tables[query.table];
    const [rows] = kept(table, query, select(tables, query.table, obeyed(query, filters)));
    return rows.filter((row) =>
      Object.entries(values).every(([column, codes]) => codes.includes(table.columns[column][row])));
  };

  // ---- time bins (briefing/charts/bins.py) ---------------------------------------------

  const monthNumber = (period) => Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1;
  const yearNumber = (period) => Number(period.slice(0, 4));
  const monthName = (number) => `${MONTHS[number % 12]} ${Math.floor(number / 12)}`;

  const periodOf = (number, byMonth) =>
    byMonth
      ? `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`
      : String(number).padStart(4, "0");

  const tick = (number, first, last) => {
    const month = number % 12;
    if (last - first > 24 && month % 6 && number !== first) return "";
    const year = month === 0 || number === first ? `<br>${Math.floor(number / 12)}` : "";
    return MONTHS[month] + year;
  };

  const countedBy = (totals, periods, number) => {
    const counts = new Map();
    for (const period of periods) {
      const key = number(period);
      counts.set(key, (counts.get(key) ?? 0) + totals.get(period));
    }
    return counts;
  };

  const mainStretch = (counts, maxGap) => {
    let best = [0, -1], bestN = -1, runFirst = 0, runN = 0, previous = null;
    for (const number of [...counts.keys()].sort((a, b) => a - b)) {
      if (previous === null || number - previous > maxGap) [runFirst, runN] = [number, 0];
      runN += counts.get(number);
      previous = number;
      if (runN >= bestN) [best, bestN] = [[runFirst, number], runN];
    }
    return best;
  };

  const timeBins = (totals) => {
    const dated = [...totals.keys()].filter((period) => period !== UNKNOWN).sort(compare);
    const months = countedBy(totals, dated.filter((p) => p.length === 7), monthNumber);
    let [first, last] = mainStretch(months, MAX_GAP_MONTHS);
    const byMonth = months.size > 0 && last - first < MAX_MONTHS;
    if (!byMonth) [first, last] = mainStretch(countedBy(totals, dated, yearNumber), MAX_GAP_YEARS);
    const place = (period) => {
      if (byMonth && period.length === 4) {
        const year = yearNumber(period);
        return year < Math.floor(first / 12) ? "before" : year > Math.floor(last / 12) ? "after" : "year";
      }
      const number = byMonth ? monthNumber(period) : yearNumber(period);
      return number < first ? "before" : number > last ? "after" : number;
    };
    const held = new Map();
    for (const period of dated) {
      const key = place(period);
      if (!held.has(key)) held.set(key, []);
      held.get(key).push(period);
    }
    const nameOf = (number) => (byMonth ? monthName(number) : String(number));
    const bins = [];
    const add = (text, name, key) => {
      if (held.has(key)) bins.push({ tick: text, name, periods: held.get(key) });
    };
    add("Earlier", `Before ${nameOf(first)}`, "before");
    for (let number = first; number <= last; number += 1) {
      bins.push({
        tick: byMonth ? tick(number, first, last) : String(number),
        name: nameOf(number),
        periods: held.get(number) ?? [periodOf(number, byMonth)],
      });
    }
    add("Later", `After ${nameOf(last)}`, "after");
    add("Year<br>only", `Month unknown (${(held.get("year") ?? []).join(", ")})`, "year");
    if (totals.has(UNKNOWN)) bins.push({ tick: "No<br>date", name: "No date", periods: [UNKNOWN] });
    return bins;
  };

  // ---- what the marks share (briefing/charts/parts.py) ---------------------------------

  const PLURALS = {
    source: "outlets", actor: "actors", speaker: "speakers", theme: "themes",
    modality: "kinds of certainty",
  };

  const axis = (theme, values, texts, low, high, title = "") => ({
    tickmode: "array", tickvals: values, ticktext: texts, range: [low, high],
    title: { text: title, font: { size: 12, color: theme.muted } },
    fixedrange: true, showgrid: false, zeroline: false, showline: false, ticks: "", automargin: true,
  });

  const levels = (weights, order, column, names) => {
    if (order.length) return order.filter((level) => weights.has(level));
    return [...weights.keys()].sort((a, b) =>
      (a === UNKNOWN) - (b === UNKNOWN) || weights.get(b) - weights.get(a) ||
      compare(label(column, a, names), label(column, b, names)) || compare(a, b));
  };

  const weigh = (cells, column, nColumn) => {
    const weights = new Map();
    for (const c of cells) weights.set(c[column], (weights.get(c[column]) ?? 0) + c[nColumn]);
    return weights;
  };

  const capped = (found, limit, what) =>
    found.length <= limit ? [found, []] : [found.slice(0, limit), [`${limit} of ${found.length} ${what} shown`]];

  const nText = (c, chart) =>
    `${counted(c[chart.query.n_column], chart.query.unit_name)} in ${counted(c.n_articles, ["article", "articles"])}`;

  const isShare = (chart) => chart.query.measure === "share";
  const nOf = (c, chart) => c[isShare(chart) ? `${chart.query.n_column}_total` : chart.query.n_column];
  const valueOf = (c, chart) => c[isShare(chart) ? "share" : "mean"];
  const range = (n) => Array.from({ length: n }, (_, i) => i);

  // ---- marks (briefing/charts/bars.py, matrix.py, panels.py) ---------------------------

  const bars = (cells, chart, names, theme) => {
    const bins = timeBins(weigh(cells, chart.columns, chart.query.n_column));
    const counts = new Map(cells.map((c) => [JSON.stringify([c[chart.columns], c[chart.colour]]), c[chart.query.n_column]]));
    const places = range(bins.length);
    const above = places.map(() => 0), below = places.map(() => 0);
    const data = levels(weigh(cells, chart.colour, chart.query.n_column), chart.order, chart.colour, names).map((level) => {
      const ns = bins.map((bin) =>
        bin.periods.reduce((sum, period) => sum + (counts.get(JSON.stringify([period, level])) ?? 0), 0));
      const sign = chart.below.includes(level) ? -1 : 1;
      const sums = sign < 0 ? below : above;
      places.forEach((place) => { sums[place] += ns[place]; });
      const name = label(chart.colour, level, names);
      const [color, shape] = theme.levels[level];
      return {
        type: "bar",
        name: escaped(name),
        x: places,
        y: ns.map((n) => sign * n),
        marker: {
          color,
          line: { color: theme.paper, width: 1 },
          pattern: { shape, fgcolor: theme.paper, size: 6, solidity: 0.3, fillmode: "overlay" },
        },
        hoverinfo: "text",
        hovertext: bins.map((bin, i) =>
          `${escaped(bin.name)}<br>${escaped(name)}: ${counted(ns[i], chart.query.unit_name)}`),
        customdata: bins.map((bin) => ({ [chart.columns]: bin.periods, [chart.colour]: [level] })),
      };
    });
    const totals = (sums, sign) => ({
      type: "scatter", mode: "text", x: places, y: sums.map((n) => sign * n),
      text: sums.map((n) => (n ? grouped(n) : "")),
      textposition: sign > 0 ? "top center" : "bottom center",
      textfont: { size: 12, color: theme.muted },
      cliponaxis: false, hoverinfo: "skip", showlegend: false,
    });
    data.push(totals(above, 1));
    if (chart.below.length) data.push(totals(below, -1));
    const top = Math.max(...above), bottom = Math.max(...below), room = 0.14 * (top + bottom);
    const layout = {
      height: 380,
      margin: { l: 8, r: 8, t: 48, b: 8 },
      barmode: "relative",
      bargap: 0.25,
      showlegend: true,
      legend: {
        orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom",
        traceorder: "normal", itemclick: false, itemdoubleclick: false,
      },
      xaxis: { ...axis(theme, places, bins.map((bin) => bin.tick), -0.6, bins.length - 0.4), tickangle: 0, tickfont: { size: 12 } },
      yaxis: {
        ...axis(theme, [], [], chart.below.length ? -(bottom + room) : 0, top + room),
        zeroline: true, zerolinecolor: theme.ink, zerolinewidth: 1,
      },
    };
    return [data, layout, []];
  };

  const matrix = (cells, chart, names, theme) => {
    const rowWeights = weigh(cells, chart.rows, chart.query.n_column);
    const columnWeights = weigh(cells, chart.columns, chart.query.n_column);
    const both = new Map(rowWeights);
    for (const [level, n] of columnWeights) both.set(level, (both.get(level) ?? 0) + n);
    const ordered = levels(both, chart.order, chart.rows, names);
    const [rows, hidden] = capped(ordered.filter((x) => rowWeights.has(x)), chart.show[0], "actors");
    const [columns, more] = capped(ordered.filter((x) => columnWeights.has(x)), chart.show[1], "recipients");
    const byCell = new Map(cells.map((c) => [JSON.stringify([c[chart.rows], c[chart.columns]]), c]));
    const grid = rows.map((row) => columns.map((column) => byCell.get(JSON.stringify([row, column])) ?? null));
    const ns = grid.map((line) => line.map((c) => (c ? c[chart.query.n_column] : null)));
    const rowNames = rows.map((row) => label(chart.rows, row, names));
    const columnNames = columns.map((column) => label(chart.columns, column, names));
    const data = [{
      type: "heatmap",
      x: range(columns.length),
      y: range(rows.length),
      z: ns,
      zmin: 0,
      zmax: Math.max(...ns.flat().map((n) => n ?? 0)),
      colorscale: [[0, theme.scale_low], [1, theme.scale_high]],
      showscale: false,
      xgap: 3,
      ygap: 3,
      text: ns.map((line) => line.map((n) => (n === null ? "" : grouped(n)))),
      texttemplate: "%{text}",
      hoverongaps: false,
      hoverinfo: "text",
      hovertext: grid.map((line, i) => line.map((c, j) =>
        c ? `${escaped(rowNames[i])} \u2192 ${escaped(columnNames[j])}<br>${nText(c, chart)}` : "")),
      customdata: rows.map((row) => columns.map((column) => ({ [chart.rows]: [row], [chart.columns]: [column] }))),
    }];
    const layout = {
      height: 92 + 36 * rows.length,
      margin: { l: 8, r: 8, t: 76, b: 8 },
      plot_bgcolor: theme.panel,
      xaxis: {
        ...axis(theme, range(columns.length), columnNames.map((name) => wrapped(name, 12)), -0.5, columns.length - 0.5, chart.columns_title),
        side: "top",
      },
      yaxis: axis(theme, range(rows.length), rowNames.map((name) => wrapped(name, 22)), rows.length - 0.5, -0.5, chart.rows_title),
    };
    return [data, layout, [...hidden, ...more]];
  };

  const panels = (cells, chart, names, theme) => {
    const ordering = (column) => (column === chart.colour ? chart.order : []);
    const found = (column, limit) =>
      capped(levels(weigh(cells, column, chart.query.n_column), ordering(column), column, names), limit, PLURALS[column]);
    const [rows, hidden] = found(chart.rows, chart.show[0]);
    const [columns, more] = found(chart.columns, chart.show[1]);
    const rowAt = new Map(rows.map((level, i) => [level, i]));
    const columnAt = new Map(columns.map((level, i) => [level, i]));
    const shown = cells.filter((c) => rowAt.has(c[chart.rows]) && columnAt.has(c[chart.columns]));
    const isSmall = (c) => nOf(c, chart) < chart.small_n;
    const ends = shown.filter((c) => !isSmall(c)).map((c) => c.high);
    const highest = ends.length ? Math.min(Math.max(...ends), 1) : 1;
    const [low, high] = isShare(chart) ? [0, NICE_SHARES.find((share) => share >= highest)] : [-1, 1];
    const at = (c, value) => columnAt.get(c[chart.columns]) + INSET + ((1 - 2 * INSET) * (value - low)) / (high - low);
    const split = new Map();
    for (const c of shown) {
      const level = chart.colour && !isSmall(c) ? c[chart.colour] : "";
      const key = JSON.stringify([level, isSmall(c)]);
      if (!split.has(key)) split.set(key, { level, small: isSmall(c), cells: [] });
      split.get(key).cells.push(c);
    }
    const inOrder = [...split.values()].sort((a, b) => compare(a.level, b.level) || a.small - b.small);
    const data = inOrder.map(({ level, small, cells: own }) => {
      const [levelColour, , levelSymbol] = theme.levels[level] ?? [theme.accent, "", "circle"];
      const color = small ? theme.grey : levelColour;
      return {
        type: "scatter",
        mode: "markers",
        x: own.map((c) => at(c, valueOf(c, chart))),
        y: own.map((c) => rowAt.get(c[chart.rows]) + 0.16),
        marker: { color, symbol: small ? "circle-open" : levelSymbol, size: 9 },
        error_x: {
          type: "data", symmetric: false,
          array: own.map((c) => at(c, c.high) - at(c, valueOf(c, chart))),
          arrayminus: own.map((c) => at(c, valueOf(c, chart)) - at(c, c.low)),
          color, thickness: 1.5, width: 3,
        },
        hoverinfo: "text",
        hovertext: own.map((c) => panelHover(c, chart, names)),
        customdata: own.map((c) => ({ [chart.rows]: [c[chart.rows]], [chart.columns]: [c[chart.columns]] })),
      };
    });
    data.push({
      type: "scatter",
      mode: "text",
      x: shown.map((c) => columnAt.get(c[chart.columns]) + 0.5),
      y: shown.map((c) => rowAt.get(c[chart.rows]) - 0.24),
      text: shown.map((c) =>
        isShare(chart)
          ? `${percent(c.share)} of ${grouped(nOf(c, chart))}`
          : `${signed(c.mean)} (n ${grouped(nOf(c, chart))})`),
      textposition: "middle center",
      textfont: { size: 11, color: shown.map((c) => (isSmall(c) ? theme.faint : theme.ink)) },
      hoverinfo: "skip",
    });
    return [data, panelLayout(rows, columns, chart, names, theme, low, high), [...hidden, ...more]];
  };

  const panelHover = (c, chart, names) => {
    const row = escaped(label(chart.rows, c[chart.rows], names));
    const column = escaped(label(chart.columns, c[chart.columns], names));
    const show = isShare(chart) ? percent : signed;
    const n = isShare(chart) ? `${nText(c, chart)}, of ${grouped(nOf(c, chart))}` : nText(c, chart);
    const lines = [
      `${row} \u00b7 ${column}`,
      `${show(valueOf(c, chart))}, 95% interval ${show(c.low)} to ${show(c.high)}`,
      n,
    ];
    if (nOf(c, chart) < chart.small_n) lines.push("Too few to compare");
    return lines.join("<br>");
  };

  const panelLayout = (rows, columns, chart, names, theme, low, high) => {
    const width = 1 - 2 * INSET;
    const ticks = isShare(chart) ? [[low, "0"], [high, percent(high)]] : [[low, "\u22121"], [0, "0"], [high, "+1"]];
    const place = (i, value) => i + INSET + (width * (value - low)) / (high - low);
    const places = range(columns.length).flatMap((i) => ticks.map(([value]) => place(i, value)));
    const texts = range(columns.length).flatMap(() => ticks.map(([, text]) => text));
    const height = { y0: -0.5, y1: rows.length - 0.5 };
    return {
      height: 84 + 52 * rows.length,
      margin: { l: 8, r: 8, t: 44, b: 8 },
      shapes: range(columns.length).flatMap((i) => [
        {
          type: "rect", layer: "below", x0: i + INSET / 2, x1: i + 1 - INSET / 2, ...height,
          fillcolor: theme.panel, line: { width: 0 },
        },
        {
          type: "line", layer: "below", x0: place(i, 0), x1: place(i, 0), ...height,
          line: { color: theme.rule, width: 1.5 },
        },
      ]),
      annotations: columns.map((level, i) => ({
        x: i + 0.5, y: 1, yref: "paper", yanchor: "bottom", yshift: 6, showarrow: false,
        text: wrapped(label(chart.columns, level, names), 16),
        font: { size: 12, color: theme.ink },
      })),
      xaxis: { ...axis(theme, places, texts, 0, columns.length), tickangle: 0, tickfont: { size: 10, color: theme.muted } },
      yaxis: axis(theme, range(rows.length), rows.map((level) => wrapped(label(chart.rows, level, names), 22)), rows.length - 0.5, -0.5),
    };
  };

  // ---- figures (briefing/charts/draw.py) -----------------------------------------------

  const MARKS = { bars, matrix, panels };

  const emptyLayout = (chart, theme) => {
    const hidden = { visible: false, range: [0, 1], fixedrange: true };
    return {
      height: 240, xaxis: hidden, yaxis: hidden,
      annotations: [{
        text: `No ${chart.query.unit_name[1]} match these filters`,
        x: 0.5, y: 0.5, showarrow: false, font: { size: 15, color: theme.muted },
      }],
    };
  };

  const subtitle = (chart, frame, hidden) => {
    let head = counted(frame.n, chart.query.unit_name);
    if (frame.n_articles) head += ` in ${counted(frame.n_articles, ["article", "articles"])}`;
    const parts = [head];
    if (frame.left_out.length) {
      parts.push(`left out: ${frame.left_out.map(([text, n]) => `${grouped(n)} ${text}`).join(", ")}`);
    }
    return [...parts, ...frame.flagged.map(([text, n]) => `${grouped(n)} ${text}`), ...hidden].join("; ");
  };

  const draw = (frame, chart, names, theme) => {
    const [data, layout, hidden] = frame.cells.length
      ? MARKS[chart.mark](frame.cells, chart, names, theme)
      : [[], emptyLayout(chart, theme), []];
    const base = {
      font: { family: theme.font, size: theme.font_size, color: theme.ink },
      paper_bgcolor: theme.paper,
      plot_bgcolor: theme.paper,
      hoverlabel: {
        bgcolor: theme.ink, bordercolor: theme.ink,
        font: { color: theme.paper, size: theme.font_size }, align: "left",
      },
      margin: { l: 8, r: 8, t: 8, b: 8 },
      dragmode: false,
      hovermode: "closest",
      showlegend: false,
    };
    const meta = {
      id: chart.id, title: chart.title, subtitle: subtitle(chart, frame, hidden),
      how_to_read: chart.how_to_read, n: frame.n,
    };
    return { data, layout: { ...base, ...layout, meta } };
  };

  return { aggregate, compare, counted, distinct, draw, grouped, label, readTables, rowsBehind, select, signed };
})();
