// Charts: plotly's code found once, then every figure drawn with Plotly.react.

const PLOTLY_CONFIG = {
  displaylogo: false,
  displayModeBar: "hover",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d"],
  showTips: false,
};

// Voila's page loads plotly by itself; elsewhere the kernel sends it, gzipped.
async function loadPlotly(model) {
  await window.briefingPlotly;
  if (window.Plotly) return window.Plotly;
  const packed = await ask(model, { kind: "plotly" });
  const stream = new Blob([packed.buffers[0]]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = { exports: {} };
  new Function("module", await new Response(stream).text())(module);
  return module.exports;
}

let lastQuestion = 0;

// Ask the kernel for something once; resolves to {message, buffers}.
function ask(model, question) {
  const id = `${Date.now()}-${(lastQuestion += 1)}`;
  return new Promise((resolve, reject) => {
    const listen = (message, buffers) => {
      if (message.id !== id) return;
      model.off("msg:custom", listen);
      if (message.error) reject(new Error(message.error));
      else resolve({ message, buffers });
    };
    model.on("msg:custom", listen);
    model.send({ ...question, id });
  });
}

// Every mark of a drawn figure in words, with the values it stands for. Hover texts are
// escaped for plotly, which reads some HTML; as text they are turned back.
function marksOf(figure) {
  const plain = (text) => text.replaceAll("<br>", " · ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return figure.data.flatMap((trace) => {
    const [texts, values, sizes] = [trace.hovertext, trace.customdata, trace.z ?? trace.y].map((part) => [part ?? []].flat(2));
    return texts.flatMap((text, i) => (values[i] && sizes[i] !== null ? [{ text: plain(text), values: values[i] }] : []));
  });
}

// `switched` is told of the reader's switch, which some charts have, to count more.
function chartCard(card, clicked, switched) {
  const about = element("p", { class: "bd-about" });
  const ignores = element("p", { class: "bd-about bd-ignores", hidden: true });
  const plot = element("div", { class: "bd-plot", "data-chart": card.id, role: "img", "aria-label": `${card.title}. The numbers follow as a list.` });
  const choose = (values) => clicked({ chart: card.id, values });
  const numbers = element("ul", { class: "bd-marks" });
  const list = element("details", { class: "bd-how", ontoggle: () => list.open && listNumbers() },
    element("summary", {}, "The numbers"), numbers);
  const clear = element("button", { class: "bd-link", type: "button", hidden: true, onclick: () => clicked(null) }, "Show all evidence");
  const box = element("input", { type: "checkbox", onchange: () => switched(box.checked) });
  const widen = card.switch ? element("label", { class: "bd-switch" }, box, ` ${card.switch}`) : null;
  const node = element("section", { class: "bd-card", id: `bd-card-${card.id}` },
    element("h3", {}, card.title), about, widen, ignores, plot,
    element("div", { class: "bd-card-foot" },
      element("details", { class: "bd-how" }, element("summary", {}, "How to read this"), element("p", {}, card.how_to_read)), list, clear));
  const fit = new ResizeObserver(() => drawn && plot.offsetWidth > 0 && plot.offsetWidth !== plot._fullLayout?.width && window.Plotly?.Plots.resize(plot));
  let drawn = null;

  async function draw(Plotly, text) {
    if (text === drawn) return;
    const figure = JSON.parse(text);
    about.textContent = figure.layout.meta.subtitle;
    await Plotly.react(plot, figure.data, figure.layout, PLOTLY_CONFIG);
    if (!drawn) {
      fit.observe(plot);
      plot.on("plotly_click", ({ points }) => {
        const marked = points.find((point) => point.customdata);
        if (marked) choose(marked.customdata);
      });
    }
    drawn = text;
    if (list.open) listNumbers();
  }
  function listNumbers() {
    numbers.replaceChildren(...marksOf(JSON.parse(drawn)).map(({ text, values }) => element("li", {},
      element("button", { type: "button", class: "bd-mark", onclick: () => choose(values) }, text))));
  }
  function showRequest({ chosen, mark, included }) {
    box.checked = included.includes(card.id);
    const ignored = FILTER_NAMES.filter(([name]) => chosen[name].length > 0 && !card.filters.includes(name));
    ignores.textContent = `Not affected by the filter on ${ignored.map(([, label]) => label.toLowerCase()).join(", ")}.`;
    ignores.hidden = ignored.length === 0;
    const on = mark?.chart === card.id;
    node.classList.toggle("is-marked", on);
    clear.hidden = !on;
  }
  return { id: card.id, node, draw, showRequest };
}
