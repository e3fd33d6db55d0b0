// The page's frame: header, numbers, findings, charts by section, evidence.

const DOWNLOAD_LABEL = "Download this view";

function layout(catalogue, filters, evidence, cards, mark, download) {
  const count = element("p", { class: "bd-count", role: "status", "aria-live": "polite" });
  const downloadButton = element("button", { class: "bd-button is-primary", type: "button", onclick: download,
    title: "One HTML file that works without a network" }, DOWNLOAD_LABEL);
  const notice = element("p", { class: "bd-notice", role: "alert", hidden: true });
  const numbers = element("ul", { class: "bd-numbers" });
  const findings = element("ul", { class: "bd-findings" });
  const empty = element("div", { class: "bd-empty", hidden: true },
    element("h2", {}, "No event matches these filters"),
    element("p", {}, "Remove a filter above, or reset them all, to see events again."));
  const sections = [...new Set(catalogue.cards.map((c) => c.section))].map((name) => element("section", { class: "bd-section" },
    element("h2", {}, name),
    element("div", { class: "bd-grid" }, catalogue.cards.flatMap((c, i) => (c.section === name ? [cards[i].node] : [])))));
  const bar = element("div", { class: "bd-bar" }, filters.bar, filters.chips, element("div", { class: "bd-progress", "aria-hidden": "true" }));
  const root = element("div", { class: "bd" },
    element("header", { class: "bd-head" },
      element("div", {}, element("h1", {}, catalogue.title), element("p", { class: "bd-sub" }, catalogue.subtitle)),
      element("div", { class: "bd-head-right" }, count, downloadButton)),
    bar,
    notice,
    element("div", { class: "bd-body" },
      element("main", { class: "bd-main" }, numbers,
        element("section", { class: "bd-key" }, element("h2", {}, "Key findings"), findings), empty, sections),
      evidence.node));
  new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  function showNumbers(answer) {
    count.replaceChildren(element("b", {}, answer.n_events.toLocaleString("en")), ` of ${counted(answer.n_events_total, ["event", "events"])}`);
    numbers.replaceChildren(...answer.numbers.map(([n, total, label]) => element("li", {},
      element("b", {}, n.toLocaleString("en")), ` of ${total.toLocaleString("en")}`, element("span", {}, label))));
    findings.replaceChildren(...answer.findings.map((finding) => element("li", {}, finding.text, " ",
      Object.keys(finding.values).length > 0 && element("button", { class: "bd-link", type: "button",
        onclick: () => mark({ chart: "findings", values: finding.values }) }, "Show evidence"))));
    findings.parentElement.hidden = answer.findings.length === 0;
    empty.hidden = answer.n_events > 0;
    root.classList.toggle("is-empty", answer.n_events === 0);
  }
  return { root, notice, showNumbers, download: downloadButton };
}
