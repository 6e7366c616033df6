// The list of titles: filters, order, rows.

const FIRST = 40;
const COLUMNS = {
  title: { key: "title", value: () => 0 },
  class: { key: "class", value: (title) => cell("class", title) ?? 9 },
  exit: { key: "exit", value: (title) => -(cell("exit", title) ?? -1), side: "supply", figures: true },
  ratio: { key: "ratio", value: (title) => cell("ratio", title) ?? Infinity, only: "supply", figures: true },
  shortage: { key: "shortage_interval", value: (title) => -(cell("shortage", title) ?? -1), side: "demand", figures: true },
  employees: { key: "employees_short", value: (title) => -(cell("employees", title) ?? -1), figures: true },
};
const shownColumns = () =>
  Object.entries(COLUMNS).filter(
    ([name, { side, only }]) =>
      (!side || CORE.sides[side]) && (!only || CORE.sides.only === only) && (name !== "employees" || known("employees")),
  );
// By employees or, where they are not known, by name.
const sortedBy = () => {
  const names = shownColumns().map(([name]) => name);
  return names.includes(state.sort) ? state.sort : names.includes("employees") ? "employees" : "title";
};
const byName = () => {
  const collator = new Intl.Collator(LANGUAGES[state.lang]);
  return (a, b) => collator.compare(titleText(a), titleText(b)) || a - b;
};

// The titles that pass the filters, in the order asked for.
function chosenTitles() {
  const titles = TITLES.id.map((_, title) => title).filter((title) => {
    const index = cell("class", title);
    if (state.shown && (index === null || !state.shown[index])) return false;
    if (state.field !== null && TITLES.field[title] !== state.field) return false;
    return !state.sure || sureness(cell("p_shortage", title)) === state.sure;
  });
  const { value } = COLUMNS[sortedBy()];
  const names = byName();
  return titles.sort((a, b) => value(a) - value(b) || names(a, b));
}

function sortHeader(name, key, figures, wide) {
  const chosen = sortedBy() === name;
  const direction = ["title", "class", "ratio"].includes(name) ? "ascending" : "descending";
  const sorted = chosen ? ` aria-sort="${direction}"` : "";
  const arrow = chosen ? `<span aria-hidden="true"> ${direction === "ascending" ? "▴" : "▾"}</span>` : "";
  return `<th scope="col" class="${figures ? "figures " : ""}${wide ? "wide " : ""}c-${name}"${sorted}><button type="button" data-sort="${name}">${esc(t(key))}${arrow}</button></th>`;
}

// On a phone the title's cell holds what further columns hold elsewhere.
function rowHeader(title, more = "") {
  const below = state.narrow ? `<span class="narrow">${chip(classOf(title))}</span>${more ? `<span class="narrow">${more}</span>` : ""}` : "";
  return `<th scope="row"><a href="${titleAddress(title)}">${titleHtml(title)}</a>${below}</th>`;
}

// One half-year has no history.
const historyHead = () => (PERIODS.length > 1 ? `<th scope="col" class="wide">${esc(t("history"))}</th>` : "");
const historyCell = (title) => (PERIODS.length > 1 ? `<td class="wide">${historyMarks(title)}</td>` : "");

function titleRow(title, width) {
  const two = CORE.sides.supply && CORE.sides.demand;
  const exit = two ? `${esc(t("exit"))} ${rateText("exit", title)}` : "";
  const cells = {
    class: () => `<td class="c-class wide">${chip(classOf(title))}</td>`,
    exit: () => `<td class="figures c-exit${two ? " wide" : ""}">${rateText("exit", title)}</td>`,
    ratio: () => `<td class="figures c-ratio">${cell("ratio", title) === null ? hiddenHtml() : percent(cell("ratio", title))}</td>`,
    shortage: () => `<td class="figures c-shortage">${rateCell("shortage", title, state.period, state.area, width)}</td>`,
    employees: () => `<td class="figures c-employees wide">${cell("employees", title) === null ? hiddenHtml() : number(cell("employees", title))}</td>`,
  };
  const columns = shownColumns().filter(([name]) => name !== "title");
  return `<tr>${rowHeader(title, exit)}${columns.map(([name]) => cells[name]()).join("")}${historyCell(title)}</tr>`;
}

// A long list begins with its first rows; a button shows them all. `within` says
// where the row lies that the button then leads to.
const firstOf = (titles) => (state.all ? titles : titles.slice(0, FIRST));
const moreButton = (titles, within) => titles.length > firstOf(titles).length
  ? `<p class="screen"><button type="button" data-all="${within}">${esc(t("show_all", { titles: number(titles.length) }))}</button></p>` : "";

function titleTable(titles) {
  const width = state.narrow ? 110 : 150;
  const limit = threshold("shortage_threshold");
  const caption = t("list_caption", { titles: number(titles.length), area: areaName(), period: periodName() });
  const line = CORE.sides.demand && limit !== null ? " " + t("dotted", { limit: percent(limit, 0) }) : "";
  const two = CORE.sides.supply && CORE.sides.demand;
  const heads = shownColumns().map(([name, { key, figures }]) =>
    sortHeader(name, key, figures, ["class", "employees"].includes(name) || (two && name === "exit")));
  return `<table class="titles"><caption>${esc(caption + line)}</caption><thead><tr>${heads.join("")}${historyHead()}</tr></thead><tbody>${firstOf(titles).map((title) => titleRow(title, width)).join("")}</tbody></table>${moreButton(titles, "main")}`;
}

function filtersHtml() {
  const counts = countsOf(state.area);
  const buttons = CLASSES.map((one, i) => {
    const pressed = !state.shown || state.shown[i];
    return `<li><button type="button" data-class="${i}" aria-pressed="${pressed}">${mark(one)}<span>${esc(named(one))}</span> <b>${number(counts[i])}</b></button></li>`;
  });
  return `<ul class="legend screen" aria-label="${esc(t("filter_class"))}">${buttons.join("")}<li class="dim">${esc(t("not_assessed_count", { titles: number(counts[CLASSES.length]) }))}</li></ul>`;
}

function fieldFilter() {
  const options = TITLES.fields.map((_, i) =>
    `<option value="${i}"${i === state.field ? " selected" : ""}${state.lang && TITLES.fields[i][1] === null ? ' lang="da"' : ""}>${esc(fieldText(i))}</option>`);
  const sure = ["sure", "likely", "close"].map((name) =>
    `<option value="${name}"${state.sure === name ? " selected" : ""}>${esc(t("sure_" + name))}</option>`);
  const field = TITLES.fields.length
    ? `<div><label for="field">${esc(t("field"))}</label><select id="field"><option value="">${esc(t("all_fields"))}</option>${options.join("")}</select></div>` : "";
  const certainty = CORE.sides.demand
    ? `<div><label for="sure">${esc(t("sure_filter"))}</label><select id="sure"><option value="">${esc(t("sure_any"))}</option>${sure.join("")}</select></div>` : "";
  return `<div class="filters screen">${field}${certainty}</div>`;
}
