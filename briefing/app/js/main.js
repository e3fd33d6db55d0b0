// The page: sends what the reader asks as `request`, draws what the kernel answers.
// Each trait has one writer, so no update can overwrite another.

const PATIENCE_MS = 15000;
const EVIDENCE_PAGE = 40;

function render({ model, el }) {
  const catalogue = model.get("catalogue");
  let request = model.get("answer").request;
  let timer = null;
  let drawing = Promise.resolve();

  const requestWith = (part) => {
    request = { ...request, ...part, revision: request.revision + 1 };
    model.set("request", request);
    model.save_changes();
    showRequest();
    root.classList.add("is-updating");
    clearTimeout(timer);
    timer = setTimeout(() => notice("No answer from the server yet. If this stays, reload the page."), PATIENCE_MS);
  };
  const filters = filterBar(catalogue, (chosen) => requestWith({ chosen, mark: null, n_evidence: EVIDENCE_PAGE }));
  const mark = (value) => {
    requestWith({ mark: value, n_evidence: EVIDENCE_PAGE });
    evidence.bringUp();
  };
  const evidence = evidencePanel(catalogue.note, () => requestWith({ n_evidence: request.n_evidence + EVIDENCE_PAGE }), () => mark(null));
  const cards = catalogue.cards.map((card) => chartCard(card, mark, (on) =>
    requestWith({ included: [...request.included.filter((id) => id !== card.id), ...(on ? [card.id] : [])] })));
  const page = layout(catalogue, filters, evidence, cards, mark, download);
  const root = page.root;
  const notice = (text) => { page.notice.textContent = text; page.notice.hidden = !text; };

  async function download() {
    page.download.disabled = true;
    page.download.textContent = "Preparing the file";
    try {
      const { message, buffers } = await ask(model, { kind: "download" });
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: "text/html" }));
      element("a", { href: address, download: message.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      notice("");
    } catch (error) {
      notice(`The briefing could not be written: ${error.message}`);
    } finally {
      page.download.disabled = false;
      page.download.textContent = DOWNLOAD_LABEL;
    }
  }
  function showRequest() {
    filters.show(request.chosen, Boolean(request.mark));
    cards.forEach((card) => card.showRequest(request));
  }
  async function showAnswer() {
    const answer = model.get("answer");
    if (answer.request.revision < request.revision) return;
    request = answer.request;
    clearTimeout(timer);
    notice(answer.error || "");
    showRequest();
    page.showNumbers(answer);
    evidence.show(answer.evidence);
    const drawn = await drawFigures(answer.request.revision);
    removeLoadingPage(catalogue.title);
    if (!drawn) return;
    showFresh(answer.request.revision);
    root.dataset.revision = answer.request.revision;
  }
  function showFresh(revision) {
    root.classList.remove("is-updating");
    root.dataset.revisionInView = revision;
  }
  // Draws one set of figures at a time, those in view at once and the others when the page
  // is idle, and gives up a set that is no longer asked for.
  function drawFigures(revision) {
    drawing = drawing.then(async () => {
      const Plotly = await loadPlotly(model);
      const figures = model.get("figures");
      const [seen, rest] = [cards.filter(isInView), cards.filter((card) => !isInView(card))];
      for (const card of [...seen, ...rest]) {
        if (revision < request.revision) return false;
        if (card === rest[0]) showFresh(revision);
        if (rest.includes(card)) await new Promise((resolve) => setTimeout(resolve));
        await card.draw(Plotly, figures[card.id]);
      }
      return true;
    }).catch((error) => {
      notice(`The charts could not be drawn: ${error.message}`);
      console.error(error);
      return true;
    });
    return drawing;
  }

  el.replaceChildren(root);
  root.classList.add("is-updating");
  model.on("change:answer", showAnswer);
  showAnswer();
  return () => {
    clearTimeout(timer);
    model.off("change:answer", showAnswer);
  };
}

function isInView({ node }) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

// The loading page is in Voila's template; in a notebook there is none.
function removeLoadingPage(title) {
  const loading = document.getElementById("briefing-loading");
  if (!loading) return;
  loading.remove();
  document.title = title;
}

export default { render };
