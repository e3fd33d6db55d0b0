// The sentences behind the numbers. All of it is article text: it enters as text only.


function evidenceItem(row) {
  return element("li", { class: "bd-evidence-item", "data-table": row.table },
    element("div", { class: "bd-badges" }, badges(row)),
    element("blockquote", { class: "bd-sentence" }, highlighted(row.sentence, row.spans)),
    row.said_by && element("p", { class: "bd-said" }, "According to ", element("b", {}, row.said_by)),
    element("p", { class: "bd-origin" }, articleLink(row), row.text_kind && ` (${row.text_kind})`, ` · ${row.source} · ${row.published}`));
}

function badges(row) {
  const out = [];
  if (row.dyad) out.push(element("span", { class: "bd-dyad" }, row.dyad));
  if (row.act) out.push(element("span", { class: "bd-badge", "data-quad": row.quad }, row.act));
  if (row.modality) {
    out.push(element("span", { class: "bd-badge bd-modality", "data-modality": row.modality },
      element("span", { "aria-hidden": "true" }, row.modality_sign), ` ${row.modality_label}`));
  }
  if (row.note) out.push(element("span", { class: "bd-badge bd-note" }, row.note));
  if (row.when) out.push(element("span", { class: "bd-when" }, row.when));
  return out;
}

function articleLink(row) {
  const href = webAddress(row.url);
  return href
    ? element("a", { href, target: "_blank", rel: "noopener noreferrer" }, row.title)
    : element("span", {}, row.title);
}

// Spans are [start, end, kind], half-open, in characters (code points) of the sentence.
function highlighted(text, spans) {
  const characters = Array.from(text);
  const parts = [];
  let at = 0;
  for (const [start, end, kind] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    parts.push(characters.slice(at, start).join(""), element("mark", { class: `bd-mark-${kind}` }, characters.slice(start, end).join("")));
    at = end;
  }
  return [...parts, characters.slice(at).join("")];
}

function evidencePanel(note, more, clear) {
  const title = element("h2", {}, "Evidence");
  const about = element("p", { class: "bd-quiet" });
  const chip = element("button", { class: "bd-chip", type: "button", hidden: true, onclick: clear });
  const list = element("ol", { class: "bd-evidence-list" });
  const moreButton = element("button", { class: "bd-button", type: "button", hidden: true, onclick: more }, "Show more");
  const node = element("aside", { class: "bd-evidence", "aria-label": "Evidence" },
    element("header", {}, title, about, note && element("p", { class: "bd-about" }, note), chip), list, moreButton);

  function show(evidence) {
    about.textContent = evidence.n === 0 ? "No sentence matches." : `${counted(evidence.n, evidence.noun)}${evidence.n > evidence.rows.length ? `, the first ${evidence.rows.length} shown` : ""}`;
    chip.hidden = !evidence.mark;
    chip.replaceChildren(evidence.mark || "", element("span", { class: "bd-x", "aria-hidden": "true" }, "×"));
    chip.setAttribute("aria-label", `Show all evidence instead of ${evidence.mark}`);
    list.replaceChildren(...evidence.rows.map(evidenceItem));
    moreButton.hidden = evidence.n <= evidence.rows.length;
  }
  // On a narrow page the evidence stands below the charts.
  function bringUp() {
    node.scrollTop = 0;
    if (node.getBoundingClientRect().top > 0.7 * window.innerHeight) node.scrollIntoView({ block: "start" });
  }
  return { node, show, bringUp };
}
