// The filter bar: what the reader chose goes out through `change(chosen)`.

const FILTER_NAMES = [
  ["actors", "Actor", "Any actor"],
  ["sources", "Outlet", "Any outlet"],
  ["event_types", "Event type", "Any event type"],
  ["modality", "Certainty", "Any certainty"],
  ["themes", "Theme", "Any theme"],
];
const SIDES = [
  ["either", "on either side"],
  ["actor", "as actor"],
  ["recipient", "as recipient"],
];

function filterBar(catalogue, change) {
  const none = { actors: [], side: "either", first_day: null, last_day: null, sources: [], event_types: [], modality: [], themes: [] };
  let chosen = { ...none };
  const set = (part) => change((chosen = { ...chosen, ...part }));
  const menus = FILTER_NAMES.map(([name, label, any]) =>
    choiceMenu(name, label, any, catalogue.choices[name], (values) => set({ [name]: values }),
      name === "actors" ? sideSwitch((side) => set({ side })) : null));
  const days = dayRange(catalogue, set);
  const chips = element("div", { class: "bd-chips", "aria-label": "Filters in force" });
  const reset = element("button", { class: "bd-button bd-reset", type: "button", onclick: () => change((chosen = { ...none })) }, "Reset");
  const bar = element("div", { class: "bd-filters", role: "group", "aria-label": "Filters" },
    menus[0].node, days.node, menus.slice(1).map((m) => m.node), reset);

  function show(now, hasMark) {
    chosen = { ...none, ...now };
    menus.forEach((menu) => menu.show(chosen[menu.name], chosen.side));
    days.show(chosen.first_day, chosen.last_day);
    const active = activeChips(catalogue, chosen, set);
    chips.replaceChildren(...active);
    chips.hidden = active.length === 0;
    reset.disabled = active.length === 0 && chosen.side === "either" && !hasMark;
  }
  return { bar, chips, show };
}

function choiceMenu(name, label, any, choices, changed, extra) {
  const summary = element("span", { class: "bd-menu-value" }, any);
  const button = element("button", { class: "bd-menu-button", type: "button", "aria-haspopup": "true", "aria-expanded": "false", "data-filter": name },
    element("span", { class: "bd-menu-label" }, label), summary);
  const boxes = choices.map((choice) => {
    const box = element("input", { type: "checkbox", value: choice.value });
    const row = element("label", { class: "bd-choice", title: choice.label }, box,
      element("span", { class: "bd-choice-label" }, choice.label),
      element("span", { class: "bd-choice-n" }, choice.n.toLocaleString("en")));
    return { box, row, text: `${choice.label} ${choice.value}`.toLowerCase(), label: choice.label };
  });
  const search = choices.length > 8 && element("input", {
    class: "bd-search", type: "search", placeholder: "Search", "aria-label": `Search ${label.toLowerCase()}`,
    oninput: (e) => {
      const wanted = e.target.value.trim().toLowerCase();
      boxes.forEach((b) => (b.row.hidden = !b.text.includes(wanted)));
    },
  });
  const list = element("div", { class: "bd-choices" }, boxes.length ? boxes.map((b) => b.row) : element("p", { class: "bd-quiet" }, "Nothing to choose from"));
  const panel = element("div", { class: "bd-menu-panel", hidden: true, role: "group", "aria-label": label }, search, extra?.node, list);
  const node = element("div", { class: "bd-menu" }, button, panel);
  popUp(node, button, panel);
  list.addEventListener("change", () => changed(boxes.filter((b) => b.box.checked).map((b) => b.box.value)));

  function show(values, side) {
    boxes.forEach((b) => (b.box.checked = values.includes(b.box.value)));
    const on = boxes.filter((b) => b.box.checked).map((b) => b.label);
    summary.textContent = on.length === 0 ? any : on.length === 1 ? on[0] : `${on[0]} + ${on.length - 1}`;
    node.classList.toggle("is-active", on.length > 0);
    extra?.show(side);
  }
  return { name, node, show };
}

function sideSwitch(changed) {
  const name = `bd-side-${Math.random().toString(36).slice(2)}`;
  const radios = SIDES.map(([value, label]) => {
    const radio = element("input", { type: "radio", name, value, onchange: () => changed(value) });
    return { radio, node: element("label", {}, radio, element("span", {}, label)) };
  });
  const node = element("div", { class: "bd-sides", role: "radiogroup", "aria-label": "Side of the actor" }, radios.map((r) => r.node));
  return { node, show: (side) => radios.forEach((r) => (r.radio.checked = r.radio.value === side)) };
}

function dayRange(catalogue, set) {
  const input = (key, label) => element("input", {
    type: "date", class: "bd-day", "aria-label": label, "data-filter": key,
    min: catalogue.first_day, max: catalogue.last_day,
    onchange: (e) => set({ [key]: e.target.value === catalogue[key] ? null : e.target.value || null }),
  });
  const first = input("first_day", "Published from"), last = input("last_day", "Published until");
  const node = element("div", { class: "bd-dates" }, element("span", { class: "bd-menu-label" }, "Published"),
    element("span", { class: "bd-date-pair" }, first, element("span", { "aria-hidden": "true" }, "–"), last));
  const show = (from, until) => {
    first.value = from || catalogue.first_day || "";
    last.value = until || catalogue.last_day || "";
    node.classList.toggle("is-active", Boolean(from || until));
  };
  return { node, show };
}

function activeChips(catalogue, chosen, set) {
  const chip = (text, off) => element("button", { class: "bd-chip", type: "button", onclick: off, "aria-label": `Remove filter ${text}` },
    text, element("span", { "aria-hidden": "true", class: "bd-x" }, "×"));
  const chips = FILTER_NAMES.flatMap(([name, label]) => chosen[name].map((value) => {
    const known = catalogue.choices[name].find((c) => c.value === value);
    const side = name === "actors" && chosen.side !== "either" ? ` as ${chosen.side}` : "";
    return chip(`${label}: ${known ? known.label : value}${side}`, () => set({ [name]: chosen[name].filter((v) => v !== value) }));
  }));
  if (chosen.first_day) chips.push(chip(`Published from ${chosen.first_day}`, () => set({ first_day: null })));
  if (chosen.last_day) chips.push(chip(`Published until ${chosen.last_day}`, () => set({ last_day: null })));
  return chips;
}

// A panel that opens under its button and closes on Escape or a click elsewhere.
function popUp(node, button, panel) {
  const close = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (e) => !node.contains(e.target) && close();
  button.addEventListener("click", () => {
    if (!panel.hidden) return close();
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    panel.classList.toggle("is-right", panel.getBoundingClientRect().right > document.documentElement.clientWidth - 8);
    panel.querySelector("input")?.focus();
  });
  node.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !panel.hidden) {
      e.stopPropagation();
      close();
      button.focus();
    }
  });
  node.addEventListener("focusout", (e) => e.relatedTarget && !node.contains(e.relatedTarget) && close());
}
