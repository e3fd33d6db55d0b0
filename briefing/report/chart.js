// The charts of the static briefing: the same declarations to the same figures as
// briefing.charts. No document, no network: a test in Chromium compares every value.
"use strict";

const Charts = (() => {
  const { compare, wilson } = Rows;
  const { UNKNOWN, counted, escaped, grouped, label, percent, signed, whole, wrapped } = Words;
  const INSET = 0.06, MIN_PLACES = 8;
  const NICE_SHARES = [0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.75, 1];

  // ---- what the marks share (briefing/charts/parts.py) ---------------------------------

  const PLURALS = {
    source: "outlets", actor: "actors", speaker: "speakers", theme: "themes",
    modality: "kinds of certainty", rank: "ranks", act: "acts",
  };

  const axis = (theme, values, texts, low, high, title = "") => ({
    tickmode: "array", tickvals: values, ticktext: texts, range: [low, high],
    title: { text: title, font: { size: 12, color: theme.muted } },
    fixedrange: true, showgrid: false, zeroline: false, showline: false, ticks: "", automargin: true,
  });

  const levels = (weights, chart, column, names) => {
    if (column === chart.order_of) return chart.order.filter((level) => weights.has(level));
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

  const ranked = (cells, column) => {
    const seen = new Map();
    return cells.map((c) => {
      seen.set(c[column], (seen.get(c[column]) ?? 0) + 1);
      return { ...c, rank: String(seen.get(c[column])) };
    });
  };

  const isShare = (chart) => chart.query.measure === "share";
  const nOf = (c, chart) => c[isShare(chart) ? `${chart.query.n_column}_total` : chart.query.n_column];
  const isLogOdds = (chart) => chart.query.measure === "log_odds";
  const isSmall = (c, chart) => nOf(c, chart) < chart.small_n || (isLogOdds(chart) && c.low <= 0);
  const valueOf = (c, chart) => c[chart.query.measure];
  const range = (n) => Array.from({ length: n }, (_, i) => i);

  // ---- marks (briefing/charts/bars.py, matrix.py, panels.py, tally.py) ---------------------------

  const bars = (cells, chart, names, theme) => {
    const bins = Bins.timeBins(weigh(cells, chart.columns, chart.query.n_column));
    const counts = new Map(cells.map((c) => [JSON.stringify([c[chart.columns], c[chart.colour]]), c[chart.query.n_column]]));
    const totals = new Map(cells.map((c) => [c[chart.columns], c[`${chart.query.n_column}_total`] ?? 0]));
    const places = range(bins.length);
    const above = places.map(() => 0), below = places.map(() => 0);
    const data = levels(weigh(cells, chart.colour, chart.query.n_column), chart, chart.colour, names).map((level) => {
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
        y: ns.map((n) => (n ? sign * n : null)),
        marker: {
          color,
          line: { color: theme.paper, width: 1 },
          pattern: { shape, fgcolor: theme.paper, size: 6, solidity: 0.3, fillmode: "overlay" },
        },
        hoverinfo: "text",
        hovertext: bins.map((bin, i) =>
          `${escaped(bin.name)}<br>${escaped(name)}: ${counted(ns[i], chart.query.unit_name)}${shareText(ns[i], bin, totals)}`),
        customdata: bins.map((bin) => ({ [chart.columns]: bin.periods, [chart.colour]: [level] })),
      };
    });
    const sumTexts = (sums, sign, counted = places.filter((i) => sums[i])) => ({
      type: "scatter", mode: "text", x: counted, y: counted.map((i) => sign * sums[i]),
      text: counted.map((i) => grouped(sums[i])),
      textposition: sign > 0 ? "top center" : "bottom center",
      textfont: { size: 12, color: theme.muted },
      cliponaxis: false, hoverinfo: "skip", showlegend: false,
    });
    data.push(sumTexts(above, 1));
    if (chart.below.length) data.push(sumTexts(below, -1));
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
      xaxis: { ...axis(theme, places, bins.map((bin) => bin.tick), -0.6, Math.max(bins.length, MIN_PLACES) - 0.4), tickangle: 0, tickfont: { size: 12 } },
      yaxis: {
        ...axis(theme, [], [], chart.below.length ? -(bottom + room) : 0, top + room),
        zeroline: true, zerolinecolor: theme.ink, zerolinewidth: 1,
      },
    };
    return [data, layout, []];
  };

  const shareText = (n, bin, totals) => {
    const total = bin.periods.reduce((sum, period) => sum + (totals.get(period) ?? 0), 0);
    if (!total) return "";
    const [low, high] = wilson(n, total);
    return `<br>${percent(n / total)} of ${grouped(total)}, 95% interval ${percent(low)} to ${percent(high)}`;
  };

  const matrix = (cells, chart, names, theme) => {
    const rowWeights = weigh(cells, chart.rows, chart.query.n_column);
    const columnWeights = weigh(cells, chart.columns, chart.query.n_column);
    const both = new Map(rowWeights);
    for (const [level, n] of columnWeights) both.set(level, (both.get(level) ?? 0) + n);
    const ordered = levels(both, chart, chart.rows, names);
    const [rows, hidden] = capped(ordered.filter((x) => rowWeights.has(x)), chart.show[0], "actors");
    const [columns, more] = capped(ordered.filter((x) => columnWeights.has(x)), chart.show[1], "recipients");
    const byCell = new Map(cells.map((c) => [JSON.stringify([c[chart.rows], c[chart.columns]]), c]));
    const grid = rows.map((row) => columns.map((column) => byCell.get(JSON.stringify([row, column])) ?? null));
    const ns = grid.map((line) => line.map((c) => (c ? c[chart.query.n_column] : null)));
    const rowNames = rows.map((row) => label(chart.rows, row, names));
    const columnNames = columns.map((column) => label(chart.columns, column, names));
    const hover = grid.map((line, i) => line.map((c, j) =>
      c ? `${escaped(rowNames[i])} \u2192 ${escaped(columnNames[j])}<br>${nText(c, chart)}` : ""));
    const keys = rows.map((row) => columns.map((column) => ({ [chart.rows]: [row], [chart.columns]: [column] })));
    const named = (i, j) => rows[i] !== UNKNOWN && columns[j] !== UNKNOWN;
    const blue = [[0, theme.scale_low], [1, theme.scale_high]], grey = [[0, theme.rule], [1, theme.rule]];
    const data = [[true, blue], [false, grey]].map(([isNamed, scale]) => {
      const shown = ns.map((line, i) => line.map((n, j) => (named(i, j) === isNamed ? n : null)));
      const texts = shown.map((line) => line.map((n) => (n === null ? "" : grouped(n))));
      return layer(shown, texts, scale, hover, keys);
    });
    return [data, gridLayout(rowNames, columnNames, chart, theme, 22, 36), [...hidden, ...more]];
  };

  const tally = (cells, chart, names, theme) => {
    const nColumn = chart.query.n_column;
    const ordered = levels(weigh(cells, chart.columns, nColumn), chart, chart.columns, names);
    const [columns, more] = capped(ordered, chart.show[1], PLURALS[chart.columns]);
    const [rows, hidden] = capped(mostTold(cells, chart, names), chart.show[0], PLURALS[chart.rows]);
    const byCell = new Map(cells.map((c) => [JSON.stringify([c[chart.rows], c[chart.columns], c[chart.colour]]), c]));
    const grid = rows.map((row) => columns.map((column) =>
      chart.order.flatMap((level) => byCell.get(JSON.stringify([row, column, level])) ?? [])));
    const rowNames = rows.map((row) => label(chart.rows, row, names));
    const columnNames = columns.map((column) => label(chart.columns, column, names));
    const sign = (c) => theme.signs[c[chart.colour]];
    const hover = grid.map((line, i) => line.map((told, j) => (told.length ? [
      escaped(rowNames[i]), escaped(columnNames[j]),
      ...told.map((c) => `${sign(c)} ${label(chart.colour, c[chart.colour], names)}: ${nText(c, chart)}`),
    ].join("<br>") : "")));
    const ns = grid.map((line) => line.map((told) => told.reduce((sum, c) => sum + c[nColumn], 0) || null));
    const keys = rows.map((row) => columns.map((column) => ({ [chart.rows]: [row], [chart.columns]: [column] })));
    const texts = grid.map((line) => line.map((told) => told.map((c) => `${sign(c)} ${grouped(c[nColumn])}`).join("  ")));
    const layout = gridLayout(rowNames, columnNames, chart, theme, 34, 44);
    layout.margin.b = 36;
    layout.annotations = [{
      x: 0, y: 0, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", yshift: -8, showarrow: false,
      text: chart.order.map((level) => `${theme.signs[level]} ${label(chart.colour, level, names)}`).join("   "),
      font: { size: 12, color: theme.muted },
    }];
    return [[layer(ns, texts, [[0, theme.scale_low], [1, theme.scale_high]], hover, keys)], layout, [...hidden, ...more]];
  };

  const mostTold = (cells, chart, names) => {
    const counts = weigh(cells, chart.rows, chart.query.n_column), told = new Map();
    for (const c of cells) told.set(c[chart.rows], (told.get(c[chart.rows]) ?? new Set()).add(c[chart.columns]));
    return [...told.keys()].sort((a, b) =>
      told.get(b).size - told.get(a).size || counts.get(b) - counts.get(a) ||
      compare(label(chart.rows, a, names), label(chart.rows, b, names)) || compare(a, b));
  };

  const gridLayout = (rowNames, columnNames, chart, theme, width, rowHeight) => ({
    height: 92 + rowHeight * rowNames.length,
    margin: { l: 8, r: 8, t: 76, b: 8 },
    plot_bgcolor: theme.panel,
    xaxis: {
      ...axis(theme, range(columnNames.length), columnNames.map((name) => wrapped(name, 12)), -0.5, columnNames.length - 0.5, chart.columns_title),
      side: "top", tickangle: 0, tickfont: { size: 12 },
    },
    yaxis: axis(theme, range(rowNames.length), rowNames.map((name) => wrapped(name, width)), rowNames.length - 0.5, -0.5, chart.rows_title),
  });

  const layer = (ns, text, colorscale, hovertext, customdata) => ({
    type: "heatmap",
    x: range(ns[0].length),
    y: range(ns.length),
    z: ns,
    zmin: 0,
    zmax: Math.max(1, ...ns.flat().map((n) => n ?? 0)),
    colorscale,
    showscale: false,
    xgap: 3,
    ygap: 3,
    text,
    texttemplate: "%{text}",
    hoverongaps: false,
    hoverinfo: "text",
    hovertext,
    customdata,
  });

  const scaleOf = (cells, chart) => {
    if (chart.query.measure === "mean") return [-1, 1];
    if (isLogOdds(chart)) {
      const lowest = Math.min(...cells.map((c) => c.low)), highest = Math.max(...cells.map((c) => c.high));
      return [Math.min(0, Math.floor(lowest)), Math.ceil(highest)];
    }
    const ends = cells.filter((c) => nOf(c, chart) >= chart.small_n).map((c) => c.high);
    const highest = ends.length ? Math.min(Math.max(...ends), 1) : 1;
    return [0, NICE_SHARES.find((share) => share >= highest)];
  };

  const cellText = (c, chart) => {
    const n = grouped(nOf(c, chart));
    if (isShare(chart)) return `${percent(c.share)} of ${n}`;
    if (isLogOdds(chart)) return `${escaped(c.term)} (n ${n})`;
    return `${signed(c.mean)} (n ${n})`;
  };

  const panels = (allCells, chart, names, theme) => {
    const cells = chart.rows === "rank" ? ranked(allCells, chart.columns) : allCells;
    const found = (column, limit) =>
      capped(levels(weigh(cells, column, chart.query.n_column), chart, column, names), limit, PLURALS[column]);
    const [rows, hidden] = found(chart.rows, chart.show[0]);
    const [columns, more] = found(chart.columns, chart.show[1]);
    const rowAt = new Map(rows.map((level, i) => [level, i]));
    const columnAt = new Map(columns.map((level, i) => [level, i]));
    const shown = cells.filter((c) => rowAt.has(c[chart.rows]) && columnAt.has(c[chart.columns]));
    const [low, high] = scaleOf(shown, chart);
    const at = (c, value) => columnAt.get(c[chart.columns]) + INSET + ((1 - 2 * INSET) * (value - low)) / (high - low);
    const split = new Map();
    for (const c of shown) {
      const level = chart.colour && !isSmall(c, chart) ? c[chart.colour] : "";
      const key = JSON.stringify([level, isSmall(c, chart)]);
      if (!split.has(key)) split.set(key, { level, small: isSmall(c, chart), cells: [] });
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
        customdata: own.map((c) => Object.fromEntries(chart.query.by.map((column) => [column, [c[column]]]))),
      };
    });
    data.push({
      type: "scatter",
      mode: "text",
      x: shown.map((c) => columnAt.get(c[chart.columns]) + 0.5),
      y: shown.map((c) => rowAt.get(c[chart.rows]) - 0.24),
      text: shown.map((c) => cellText(c, chart)),
      textposition: "middle center",
      textfont: { size: 11, color: shown.map((c) => (isSmall(c, chart) ? theme.faint : theme.ink)) },
      hoverinfo: "skip",
    });
    return [data, panelLayout(rows, columns, chart, names, theme, low, high), [...hidden, ...more]];
  };

  const panelHover = (c, chart, names) => {
    const show = isShare(chart) ? percent : signed;
    const lines = [
      chart.query.by.map((column) => escaped(label(column, c[column], names))).join(" \u00b7 "),
      `${show(valueOf(c, chart))}, 95% interval ${show(c.low)} to ${show(c.high)}`,
      nText(c, chart),
    ];
    if (isShare(chart)) lines[2] += `, of ${grouped(nOf(c, chart))}`;
    if (isLogOdds(chart)) lines[2] += `, ${grouped(c.n_uses_elsewhere)} elsewhere`;
    if (nOf(c, chart) < chart.small_n) lines.push("Too few to compare");
    return lines.join("<br>");
  };

  const panelLayout = (rows, columns, chart, names, theme, low, high) => {
    const width = 1 - 2 * INSET;
    const scale = isShare(chart) ? `0 to ${percent(high)}` : `${whole(low)} to ${whole(high)}`;
    const place = (i, value) => i + INSET + (width * (value - low)) / (high - low);
    const middles = range(columns.length).map((i) => i + 0.5);
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
      xaxis: { ...axis(theme, middles, middles.map(() => scale), 0, columns.length), tickangle: 0, tickfont: { size: 10, color: theme.muted } },
      yaxis: axis(theme, range(rows.length), rows.map((level) => wrapped(label(chart.rows, level, names), 22)), rows.length - 0.5, -0.5),
    };
  };

  // ---- figures (briefing/charts/draw.py) -----------------------------------------------

  const MARKS = { bars, matrix, panels, tally };

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

  const TITLE_HEIGHT = 72;

  // The figure with its title and subtitle drawn above it: what a saved image needs.
  const titled = ({ data, layout }) => ({
    data,
    layout: {
      ...layout,
      height: layout.height + TITLE_HEIGHT,
      margin: { ...layout.margin, t: layout.margin.t + TITLE_HEIGHT },
      title: {
        text: escaped(layout.meta.title),
        subtitle: { text: escaped(layout.meta.subtitle) },
        x: 0.01,
        xanchor: "left",
        yref: "container",
        y: 1 - 26 / (layout.height + TITLE_HEIGHT),
        yanchor: "top",
      },
    },
  });

  return { draw, titled };
})();
