// Start, draw, and what happens when something is pressed.

const STORIES = [];
let LISTS = null;
const NEWEST = [];
let NEIGHBOURS = null;
let SUBSTITUTES = null;
const DRAWN = {
  overview: overviewHtml, title: titleView, shortage: shortageHtml, changes: changesHtml,
  thresholds: thresholdsHtml, method: methodHtml, data: dataHtml,
};
const PRINT_WIDTH = 690;
let printing = false;

const announce = (text) => (byId("live").textContent = text);

// The parts that a view needs beyond those of every view.
async function gather() {
  await loadArea(state.area);
  if (state.view !== "title") return;
  const { area } = state;
  const story = async () => {
    const told = await part("story-" + AREAS[area].id);
    if (told) STORIES[area] ??= readStories(told);
    const newest = await part("newest-" + AREAS[area].id);
    if (newest) NEWEST[area] ??= readStories(newest);
  };
  const lists = async () => {
    if (CORE.lists) LISTS ??= await part("lists");
    if (CORE.neighbours) NEIGHBOURS ??= await part("neighbours");
    if (CORE.substitutes) SUBSTITUTES ??= await part("substitutes");
  };
  await Promise.all([...AREAS.map((_, a) => loadArea(a)), story(), lists()]);
}

function measure() {
  const main = byId("main");
  const style = getComputedStyle(main);
  const inner = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  state.room = printing ? PRINT_WIDTH : Math.max(240, Math.floor(inner));
  state.narrow = !printing && innerWidth < 760;
}

async function draw({ focus, moved } = {}) {
  readAddress();
  const asked = location.hash;
  await gather();
  if (asked !== location.hash) return;
  render();
  if (moved) {
    scrollTo(0, 0);
    byId("main").focus({ preventScroll: true });
  }
  if (focus) document.querySelector(focus)?.focus();
  document.documentElement.dataset.drawn = location.hash;
}

function render() {
  measure();
  drawFrame();
  byId("tip").hidden = true;
  byId("main").innerHTML = DRAWN[state.view]();
  document.title = `${byId("main").querySelector("h1").innerText} – ${t("name")}`;
  document.querySelectorAll("[data-rove]").forEach(rove);
  wireQuadrant();
}

function drawFrame() {
  document.documentElement.lang = LANGUAGES[state.lang];
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = t(node.dataset.word);
  byId("home").href = address({ view: "overview", field: null });
  const option = (name, value, chosen) => `<option value="${value}"${chosen ? " selected" : ""}>${esc(name)}</option>`;
  byId("area").innerHTML = AREAS.map((_, i) => option(areaName(i), i, i === state.area)).join("");
  byId("period").innerHTML = PERIODS.map((_, i) => option(periodName(i), i, i === state.period)).reverse().join("");
  byId("tabs").setAttribute("aria-label", t("pages"));
  byId("languages").setAttribute("aria-label", t("language"));
  byId("hits").setAttribute("aria-label", t("titles_list"));
  byId("tabs").innerHTML = VIEWS.filter((view) => view !== "title").map((view) =>
    `<a href="${address({ view, argument: "" })}"${view === state.view ? ' aria-current="page"' : ""}>${esc(t("tab_" + view))}</a>`).join("");
  byId("languages").innerHTML = ["Dansk", "English"].map((name, lang) =>
    `<a href="${address({ lang })}" lang="${LANGUAGES[lang]}" hreflang="${LANGUAGES[lang]}"${lang === state.lang ? ' aria-current="true"' : ""}>${name}</a>`).join(" ");
  byId("invented").hidden = !CORE.source.synthetic;
}

// Pressing a class shows it alone; pressing more adds; none left shows all.
function toggleClass(index) {
  const shown = state.shown ?? CLASSES.map(() => false);
  const next = shown.map((is, i) => (i === index ? !is : is));
  const any = next.some(Boolean) && !next.every(Boolean);
  replaceAddress({ shown: any ? next : null, all: false }, `[data-class="${index}"]`);
}

document.addEventListener("click", (event) => {
  const jump = event.target.closest("[data-jump]");
  if (jump) {
    event.preventDefault();
    byId(jump.dataset.jump).scrollIntoView();
    byId(jump.dataset.jump).focus({ preventScroll: true });
  }
  const button = event.target.closest("button");
  if (!button) return;
  const { class: index, sort, all, csv: what, print: printed } = button.dataset;
  if (index !== undefined) toggleClass(Number(index));
  if (sort !== undefined) replaceAddress({ sort }, `[data-sort="${sort}"]`);
  if (all !== undefined) replaceAddress({ all: true }, `${all} tbody tr:nth-child(${FIRST + 1}) a`);
  if (what !== undefined) download(what);
  if (printed !== undefined) print();
});

document.addEventListener("change", (event) => {
  const { id, value } = event.target;
  if (id === "area" || id === "period") location.hash = address({ [id]: Number(value) });
  if (id === "field") replaceAddress({ field: value === "" ? null : Number(value), all: false }, "#field");
  if (id === "sure") replaceAddress({ sure: value || null, all: false }, "#sure");
});

function redraw(forPrint) {
  if (!CORE) return;
  printing = forPrint;
  render();
}

let lastView = null;
async function onAddress() {
  const before = lastView;
  readAddress();
  lastView = state.view + "/" + state.argument;
  await draw({ moved: before !== null && before !== lastView });
}

async function start() {
  if (!("DecompressionStream" in window)) {
    byId("old-browser").hidden = false;
    return;
  }
  CORE = await part("core");
  AREAS = CORE.areas;
  PERIODS = CORE.periods;
  CLASSES = CORE.classes;
  TITLES = CORE.titles;
  wireSearch();
  addEventListener("hashchange", onAddress);
  addEventListener("beforeprint", () => redraw(true));
  addEventListener("afterprint", () => redraw(false));
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width || printing) return;
    width = innerWidth;
    clearTimeout(start.waiting);
    start.waiting = setTimeout(() => redraw(false), 150);
  });
  await onAddress();
  document.documentElement.dataset.ready = "";
}

start();
