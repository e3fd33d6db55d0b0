// The rows of the static briefing: filters and aggregates as in briefing.tables and
// briefing.analysis. No document, no network: a test in Chromium compares every value.
"use strict";

const Rows = (() => {
  const Z_975 = 1.959963984540054;

  // Strings sort by code point, as in Python.
  const compare = (a, b) => {
    const left = [...a], right = [...b];
    for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
      const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
      if (difference) return difference;
    }
    return left.length - right.length;
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
    return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
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

  return { aggregate, compare, distinct, obeyed, readTables, rowsBehind, select, wilson };
})();
