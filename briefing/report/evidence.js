// The sentences behind a selection or behind one mark of a chart.
"use strict";

const Evidence = (() => {
  const { byId, element, link, day } = Dom;
  const STEP = 12;

  const create = (tables, data) => {
    const { articles, sentences } = tables;
    const place = new Map(articles.columns.doc_id.map((id, row) => [id, row]));
    const sentenceAt = new Map();
    for (let row = 0; row < sentences.n; row += 1) {
      sentenceAt.set(`${sentences.columns.doc_id[row]} ${sentences.columns.sent_id[row]}`, row);
    }
    const name = (column, code) => Words.label(column, code, data.labels);
    const byArticle = new Map();
    [...place.keys()]
      .sort((a, b) => Rows.compare(article(a).published ?? "9", article(b).published ?? "9") || Rows.compare(a, b))
      .forEach((id, order) => byArticle.set(id, order));
    let items = [], n = 0, shown = STEP, table = "events";

    function article(id) {
      const row = place.get(id);
      return Object.fromEntries(Object.entries(articles.columns).map(([column, values]) => [column, values[row]]));
    }

    // One item a sentence, oldest article first; within it the rows of one event together.
    const gather = (rows) => {
      const { columns } = tables[table];
      const found = new Map();
      for (const row of rows) {
        const at = `${columns.doc_id[row]} ${columns.sent_id[row]}`;
        if (!found.has(at)) found.set(at, new Map());
        const key = table === "events" ? columns.event_id[row] : row;
        if (!found.get(at).has(key)) found.get(at).set(key, []);
        found.get(at).get(key).push(row);
      }
      n = [...found.values()].reduce((sum, groups) => sum + groups.size, 0);
      return [...found.values()]
        .map((groups) => [...groups.values()].sort(([a], [b]) => columns.start[a] - columns.start[b]))
        .sort(([[a]], [[b]]) =>
          byArticle.get(columns.doc_id[a]) - byArticle.get(columns.doc_id[b]) || columns.sent_id[a] - columns.sent_id[b]);
    };

    const textOf = (row) => {
      const { columns } = tables[table];
      return sentences.columns.text[sentenceAt.get(`${columns.doc_id[row]} ${columns.sent_id[row]}`)];
    };

    const sides = (rows) => {
      const { columns } = tables.events;
      const listed = (side) => [...new Set(rows.map((row) => name(side, columns[side][row])))].join(", ");
      return `${listed("actor")} ${columns.is_mutual[rows[0]] ? "\u2013" : "\u2192"} ${listed("recipient")}`;
    };

    const saidBy = (row) => {
      const { columns } = tables.events;
      return columns.attributed_to_name[row] ?? (columns.attributed_to[row] && name("attributed_to", columns.attributed_to[row]));
    };

    const badge = (modality) =>
      element("span", { class: `badge ${modality}` },
        element("span", { class: "symbol", "aria-hidden": "true" }, data.theme.signs[modality]), name("modality", modality));

    const DESCRIBE = {
      events: (rows) => {
        const { columns } = tables.events, [row] = rows;
        const said = saidBy(row), basis = columns.date_basis[row];
        const when = columns.event_date[row] && basis !== "published" ? day(columns.event_date[row], columns.date_precision[row]) : null;
        return {
          head: [badge(columns.modality[row]), element("b", {}, sides(rows)), element("span", {}, name("event_type", columns.event_type[row]))],
          tail: [said && `According to ${said}`, when && `Event: ${when}`],
        };
      },
      tone: ([row]) => {
        const { columns } = tables.tone;
        return { head: [element("b", {}, name("actor", columns.actor[row])), element("span", {}, `tone of this mention ${Words.signed(columns.score[row])}`)], tail: [columns.voice[row] !== "outlet" && `In the words of ${name("actor", columns.voice[row])}`] };
      },
      quotes: ([row]) => {
        const { columns } = tables.quotes;
        const named = columns.speaker_name[row];
        return { head: [element("b", {}, name("speaker", columns.speaker[row])), element("span", {}, `${columns.quote_type[row]} statement`)], tail: [named && `Speaker: ${named}`] };
      },
      framing: ([row]) => ({ head: [element("b", {}, tables.framing.columns.term[row])], tail: [] }),
      themes: ([row]) => ({ head: [element("b", {}, name("theme", tables.themes.columns.theme[row]))], tail: [] }),
    };

    // The sentence with every span marked; spans that overlap are marked as one.
    const marked = (text, spans) => {
      const quote = element("blockquote");
      let at = 0;
      for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
        const from = Math.max(start, at);
        if (end <= from) continue;
        quote.append(text.slice(at, from), element("mark", {}, text.slice(from, end)));
        at = end;
      }
      quote.append(text.slice(at));
      return quote;
    };

    const item = (groups) => {
      const { columns } = tables[table], [[row]] = groups;
      const lines = groups.map((rows) => {
        const { head, tail } = DESCRIBE[table](rows);
        return element("p", { class: "what" }, ...head, ...tail.filter(Boolean).map((text) => element("span", {}, text)));
      });
      const from = article(columns.doc_id[row]);
      return element("li", {}, ...lines,
        marked(textOf(row), groups.map(([r]) => [columns.start[r], columns.end[r]])),
        element("p", { class: "from" }, link(from.url, Dom.titleOf(from)), ` \u00b7 ${name("source", from.source)}, ${day(from.published, from.published_precision)}`));
    };

    const paint = () => {
      byId("items").replaceChildren(...items.slice(0, shown).map(item));
      const left = items.length - shown;
      byId("more").hidden = left <= 0;
      byId("more").textContent = `Show ${Math.min(STEP, left)} more of ${Words.counted(items.length, ["sentence", "sentences"])}`;
    };

    const asCsv = () => {
      const { columns } = tables[table];
      const own = Object.keys(columns).filter((column) => !["start", "end", "source", "published"].includes(column));
      const header = [...own, "source", "published", "title", "url", "sentence"];
      const lines = items.flat(2).map((row) => {
        const from = article(columns.doc_id[row]);
        return [...own.map((column) => columns[column][row]), name("source", from.source), from.published, from.title, from.url, textOf(row)];
      });
      return Dom.csv([header, ...lines]);
    };

    byId("more").addEventListener("click", () => {
      const first = shown;
      shown += STEP;
      paint();
      byId("items").children[first].setAttribute("tabindex", "-1");
      byId("items").children[first].focus({ preventScroll: true });
    });
    byId("download").addEventListener("click", () => Dom.download(`${table}.csv`, asCsv()));

    // Shows `rows` of `ofTable`; `about` names the mark they belong to, if any.
    return (ofTable, rows, nouns, about, clear) => {
      table = ofTable;
      items = gather(rows);
      shown = STEP;
      byId("evidence-note").textContent = items.length
        ? `${Words.counted(n, nouns)} in ${Words.counted(items.length, ["sentence", "sentences"])}, oldest article first. The marked words are those that count.`
        : "No sentence matches these filters.";
      byId("mark").replaceChildren(...(about
        ? [element("button", { type: "button", class: "chip", "aria-label": `Clear selection ${about}`, onclick: clear }, about, element("span", { "aria-hidden": "true" }, " \u00d7"))]
        : []));
      byId("download").disabled = items.length === 0;
      paint();
    };
  };

  return { create };
})();
