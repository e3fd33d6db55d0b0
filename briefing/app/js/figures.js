// Charts: plotly's code found once, then every figure drawn with Plotly.react.

const PLOTLY_CONFIG = {
  displaylogo: false,
  displayModeBar: "hover",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d"],
  showTips: false,
};

// Voila's page loads plotly by itself; elsewhere the kernel sends it, gzipped.
async function loadPlotly(model) {
  if (window.Plotly) return window.Plotly;
  const script = document.querySelector('script[src*="plotly.min.js"]');
  if (script) {
    await new Promise((done) => ["load", "error"].forEach((name) => script.addEventListener(name, done)));
    if (window.Plotly) return window.Plotly;
  }
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

function chartCard(card, clicked) {
  const plot = element("div", { class: "bd-plot", "data-chart": card.id, role: "img", "aria-label": card.title });
  const about = element("p", { class: "bd-about" });
  const ignores = element("p", { class: "bd-about bd-ignores", hidden: true });
  const clear = element("button", { class: "bd-link", type: "button", hidden: true, onclick: () => clicked(null) }, "Show all evidence");
  const node = element("section", { class: "bd-card", id: `bd-card-${card.id}` },
    element("h3", {}, card.title), about, ignores, plot,
    element("div", { class: "bd-card-foot" },
      element("details", { class: "bd-how" }, element("summary", {}, "How to read this"), element("p", {}, card.how_to_read)),
      clear));
  let wired = false;
  let drawn = null;
  const fit = new ResizeObserver(() => wired && plot.offsetWidth > 0 && plot.offsetWidth !== plot._fullLayout?.width && window.Plotly?.Plots.resize(plot));

  async function draw(Plotly, text) {
    if (text === drawn) return;
    const figure = JSON.parse(text);
    about.textContent = figure.layout.meta.subtitle;
    await Plotly.react(plot, figure.data, figure.layout, PLOTLY_CONFIG);
    drawn = text;
    if (!wired) {
      wired = true;
      fit.observe(plot);
      plot.on("plotly_click", (event) => {
        const mark = event.points.map((p) => p.customdata).find((d) => d);
        if (mark) clicked({ chart: card.id, values: mark });
      });
    }
  }
  function showRequest({ chosen, mark }) {
    const ignored = FILTER_NAMES.filter(([name]) => chosen[name].length > 0 && !card.filters.includes(name));
    ignores.textContent = `Not affected by the filter on ${ignored.map(([, label]) => label.toLowerCase()).join(", ")}.`;
    ignores.hidden = ignored.length === 0;
    const on = mark?.chart === card.id;
    node.classList.toggle("is-marked", on);
    clear.hidden = !on;
  }
  return { id: card.id, node, draw, showRequest };
}
