// The filter bar: what is chosen, as the arguments of Tables.select.
"use strict";

const Filters = (() => {
  const { byId, element } = Dom;

  const MENUS = [
    { name: "actors", title: "Actor", column: "actor", columns: ["actor", "recipient"], table: "events" },
    { name: "sources", title: "Outlet", column: "source", columns: ["source"], table: "events" },
    { name: "modality", title: "Certainty", column: "modality", columns: ["modality"], table: "events" },
    { name: "event_types", title: "Event type", column: "event_type", columns: ["event_type"], table: "events" },
    { name: "themes", title: "Theme", column: "theme", columns: ["theme"], table: "themes" },
  ];
  const SIDES = [["either", "on either side"], ["actor", "as actor"], ["recipient", "as recipient"]];

  const create = (tables, data, changed) => {
    const chosen = { side: "either", from: "", to: "" };
    for (const { name } of MENUS) chosen[name] = new Set();

    // Every value that occurs, with the number of distinct events (for themes: sentences).
    const options = ({ name, columns, column, table }) => {
      const rows = tables[table];
      const unit = table === "events" ? ["event_id"] : ["doc_id", "sent_id"];
      const found = new Map();
      if (name === "sources") for (const code of tables.articles.columns.source) found.set(code, []);
      for (let row = 0; row < rows.n; row += 1) {
        if (rows.columns.is_duplicate[row]) continue;
        for (const code of new Set(columns.map((c) => rows.columns[c][row]))) {
          if (code === "unknown" && name !== "sources") continue;
          if (!found.has(code)) found.set(code, []);
          found.get(code).push(row);
        }
      }
      const order = name === "modality" ? data.charts.events_timeline.order : null;
      return [...found]
        .map(([code, own]) => ({
          code, n: Rows.distinct(rows.columns, unit, own), label: Words.label(column, code, data.labels),
        }))
        .sort((a, b) => order ? order.indexOf(a.code) - order.indexOf(b.code)
          : b.n - a.n || Rows.compare(a.label, b.label));
    };

    const menu = (spec) => {
      const summary = element("summary", {}, element("span", { class: "menu-title" }, spec.title), element("span", { class: "menu-value" }, "All"));
      const list = element("div", { class: "choices", role: "group", "aria-label": spec.title });
      for (const { code, n, label } of spec.options) {
        const box = element("input", { type: "checkbox", onchange: () => {
          if (box.checked) chosen[spec.name].add(code);
          else chosen[spec.name].delete(code);
          apply();
        } });
        box.dataset.code = code;
        list.append(element("label", {}, box, element("span", {}, label), element("span", { class: "n" }, Words.grouped(n))));
      }
      const panel = element("div", { class: "panel" }, list);
      if (spec.name === "actors") {
        const side = element("select", { "aria-label": "Side of the actor", onchange: () => { chosen.side = side.value; apply(); } },
          ...SIDES.map(([value, text]) => element("option", { value }, text)));
        side.id = "side";
        panel.prepend(side);
      }
      const details = element("details", { class: "menu" }, summary, panel);
      details.id = `menu-${spec.name}`;
      details.addEventListener("toggle", () => {
        if (details.open) for (const other of document.querySelectorAll("details.menu")) if (other !== details) other.open = false;
      });
      return details;
    };

    const dates = () => {
      const known = tables.articles.columns.published.filter(Boolean).sort();
      const input = (key, text) => {
        const field = element("input", {
          type: "date", id: key, min: known[0], max: known[known.length - 1],
          onchange: () => { chosen[key] = field.value; apply(); },
        });
        return element("label", { class: "date" }, element("span", { class: "menu-title" }, text), field);
      };
      return known.length ? [input("from", "Published from"), input("to", "Published to")] : [];
    };

    const specs = MENUS.map((spec) => ({ ...spec, options: options(spec) })).filter((spec) => spec.options.length > 1);
    byId("menus").append(...specs.map(menu), ...dates());

    const value = () => {
      const filters = {};
      for (const { name } of specs) if (chosen[name].size) filters[name] = [...chosen[name]];
      if (filters.actors) filters.side = chosen.side;
      if (chosen.from || chosen.to) filters.dates = [chosen.from || null, chosen.to || null];
      return filters;
    };

    const chip = (text, remove) =>
      element("button", { type: "button", class: "chip", "aria-label": `Remove filter ${text}`, onclick: () => { remove(); apply(); } },
        text, element("span", { "aria-hidden": "true" }, " \u00d7"));

    const apply = () => {
      const chips = [];
      for (const spec of specs) {
        const own = chosen[spec.name];
        const labels = spec.options.filter(({ code }) => own.has(code)).map(({ label }) => label);
        const details = byId(`menu-${spec.name}`);
        details.querySelector(".menu-value").textContent = labels.length === 0 ? "All" : labels.length === 1 ? labels[0] : `${labels.length} chosen`;
        details.classList.toggle("active", labels.length > 0);
        for (const box of details.querySelectorAll("input")) box.checked = own.has(box.dataset.code);
        for (const { code, label } of spec.options) {
          if (own.has(code)) chips.push(chip(`${spec.title}: ${label}`, () => own.delete(code)));
        }
      }
      for (const [key, text] of [["from", "From"], ["to", "To"]]) {
        const field = byId(key);
        if (field) field.value = chosen[key];
        if (chosen[key]) chips.push(chip(`${text} ${Dom.day(chosen[key], "day")}`, () => { chosen[key] = ""; }));
      }
      if (byId("side")) byId("side").value = chosen.side;
      byId("chips").replaceChildren(...chips);
      byId("reset").disabled = chips.length === 0;
      changed(value());
    };

    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", (event) => {
      event.preventDefault();
      for (const { name } of MENUS) chosen[name].clear();
      Object.assign(chosen, { side: "either", from: "", to: "" });
      apply();
    });
    document.addEventListener("click", (event) => {
      for (const details of document.querySelectorAll("details.menu[open]")) if (!details.contains(event.target)) details.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const details of document.querySelectorAll("details.menu[open]")) {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });

    const titles = Object.fromEntries(MENUS.map(({ name, title }) => [name, title.toLowerCase()]));
    return { apply, titles: { ...titles, dates: "publication date" } };
  };

  return { create };
})();
