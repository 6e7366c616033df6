// One title: the verdict, how sure and how large, the areas, over time, why.

const titleNow = () => TITLES.id.indexOf(state.argument.split("/")[0]);

function titleView() {
  const title = titleNow();
  if (title < 0) return `<h1>${esc(t("unknown_title"))}</h1><p><a href="${address({ view: "overview" })}">${esc(t("all_titles"))}</a></p>`;
  const field = TITLES.field[title];
  const other = state.lang === 0 ? TITLES.name[1][title] : TITLES.name[1][title] && TITLES.name[0][title];
  const names = [
    other ? `<span lang="${state.lang ? "da" : "en"}">${esc(other)}</span>` : "",
    field === null ? "" : `<a href="${address({ view: "overview", field })}">${fieldHtml(field)}</a>`,
    TITLES.isco[title] ? `ISCO ${esc(TITLES.isco[title])}` : "",
  ].filter(Boolean);
  return `<p class="screen"><a href="${address({ view: "overview" })}">← ${esc(t("all_titles"))}</a></p>
    <h1>${titleHtml(title)}</h1>
    <p class="dim under">${names.length ? names.join(" · ") + "<br>" : ""}${esc(areaName())}, ${esc(periodName())}</p>
    <div class="verdict" style="--tone:${colour(classOf(title))}">${verdictHtml(title)}</div>${missingSide()}
    <p class="screen"><button type="button" data-print>${esc(t("print"))}</button> <button type="button" data-csv="title">${esc(t("csv_title"))}</button></p>
    <div class="pair"><section><h2>${esc(t("areas", { areas: number(AREAS.length) }))}</h2>${areaTable(title)}</section>
    <section>${timeHtml(title)}</section></div>
    <section class="break"><h2>${esc(t("why"))}</h2>${storyHtml(title)}</section>
    ${newestHtml(title)}${changeHtml(title)}${factsHtml(title)}${listsHtml(title)}${substitutesHtml(title)}${relatedHtml(title)}${sourceLine()}`;
}

function verdictHtml(title) {
  const one = classOf(title);
  const meaning = one ? t("meaning_" + one.shape + (CORE.sides.only ? "_" + CORE.sides.only : "")) : t("meaning_none");
  const lines = [`<p class="class">${mark(one, 22)}<strong>${esc(className(one))}</strong></p><p>${esc(meaning)}</p>`];
  const rows = [howSure(title), howLarge(title), steadyText(title)].filter(Boolean);
  if (rows.length) lines.push(`<dl>${rows.map(([name, html]) => `<dt>${esc(name)}</dt><dd>${html}</dd>`).join("")}</dl>`);
  return lines.join("");
}

// The published probability of the class or, where there is none, of its shortage side.
function howSure(title) {
  const whole = cell("p_class", title);
  const shortage = cell("p_shortage", title);
  const good = cell("p_good", title);
  if (CORE.sides.only === "supply")
    return good === null ? null : [t("how_sure"), esc(t("sure_good", { p: likely(good) }))];
  if (whole === null && shortage === null) return null;
  if (CORE.sides.only)
    return [t("how_sure"), `${esc(t("sure_lacking", { p: likely(shortage) }))} ${sureSentence(shortage)}`];
  if (whole !== null)
    return [t("how_sure"), `${esc(t("sure_class", { p: likely(whole) }))} ${sureSentence(shortage)}`];
  return [t("how_sure"), `${esc(t("sure_shortage", { p: likely(shortage) }))} ${sureSentence(shortage)}`];
}
const sureSentence = (p) => (p === null ? "" : esc(t("sureness_" + sureness(p))));

function howLarge(title) {
  if (CORE.sides.only === "supply") return howMany(title);
  const value = cell("shortage", title);
  if (value === null) return null;
  const low = cell("shortage_low", title);
  const words = low === null
    ? t("large", { rate: percent(value) })
    : t("large_interval", { rate: percent(value), low: decimal(low), high: percent(cell("shortage_high", title)) });
  return [t("how_large"), esc(words) + (cell("weak", title) ? " " + esc(t("weak")) : "")];
}

function howMany(title) {
  const value = cell("exit", title);
  const low = cell("exit_low", title);
  const told = value === null ? t("many_hidden") : t("many", { rate: percent(value) });
  const between = low === null ? "" : " " + t("many_between", { low: decimal(low), high: percent(cell("exit_high", title)) });
  return [t("how_many"), esc(told + between)];
}

function steadyText(title) {
  const steady = cell("steady", title);
  if (steady === null || steady === undefined) return null;
  const one = CLASSES[steady];
  const key = steady === cell("class", title) ? "steady_same" : "steady_other";
  return [t("steady"), `${chip(one)} <span class="dim">${esc(t(key))}</span>`];
}

function areaTable(title) {
  const width = state.narrow ? 110 : 140;
  const rate = CORE.sides.demand ? "shortage" : "exit";
  const rows = AREAS.map((_, area) => {
    const current = area === state.area;
    const one = classOf(title, state.period, area);
    return `<tr${current ? ' class="current"' : ""}><th scope="row"><a href="${address({ area })}"${current ? ' aria-current="true"' : ""}>${esc(areaName(area))}</a><span class="narrow">${chip(one)}</span></th><td class="wide">${chip(one)}</td><td class="figures">${rateCell(rate, title, state.period, area, width)}</td></tr>`;
  });
  return `<table class="areas-of-title"><caption class="unseen">${esc(t("areas", { areas: AREAS.length }))}</caption><thead><tr><th scope="col">${esc(t("area"))}</th><th scope="col" class="wide">${esc(t("class"))}</th><th scope="col" class="figures">${esc(t(rate + "_interval"))}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function timeHtml(title) {
  const beside = printing || state.room > 840;
  const width = Math.min(560, beside ? Math.floor((state.room - 32) / 2) : state.room);
  const charts = [];
  for (const [rate, side] of [["shortage", "demand"], ["exit", "supply"]])
    if (CORE.sides[side]) {
      const empty = PERIODS.every((_, p) => cell(rate, title, p) === null);
      charts.push(`<h2>${esc(t(rate + "_time"))}</h2>${empty ? `<p class="dim">${esc(t("never_" + rate))}</p>` : overTime(rate, title, width)}`);
    }
  return charts.join("");
}

// The stories of an area: each title's steps with their words and numbers.
function readStories({ steps, numbers, titles }) {
  const columns = numbers.map((holes) => holes.map((text) => text.split(" ")));
  const next = steps.map(() => 0);
  return titles.map((told) => told.map((step) => {
    const row = next[step]++;
    const [topic, words] = steps[step];
    return { topic, words, numbers: columns[step].map((column) => column[row]) };
  }));
}

// Words with their numbers put in; a Danish number has a decimal comma.
function fillHoles(words, numbers) {
  let hole = 0;
  return words.replace(/\x7f/g, () => (state.lang ? numbers[hole++] : numbers[hole++].replace(".", ",")));
}

const wordsOf = ({ words, numbers }) => fillHoles(words[state.lang], numbers);

// The months after the newest half-year, in the warehouse's words.
function newestHtml(title) {
  const steps = state.period === PERIODS.length - 1 ? NEWEST[state.area]?.[title] : null;
  if (!steps?.length) return "";
  return `<section><h2>${esc(t("newest_month"))}</h2>${steps.map((step) => `<p>${esc(wordsOf(step))}</p>`).join("")}</section>`;
}

function storyHtml(title) {
  if (state.period !== PERIODS.length - 1)
    return `<p>${esc(t("story_newest", { period: periodName(PERIODS.length - 1) }))} <a href="${address({ period: PERIODS.length - 1 })}">${esc(t("show_newest"))}</a></p>`;
  const steps = STORIES[state.area]?.[title];
  if (!steps?.length) return `<p class="dim">${esc(t("no_story"))}</p>`;
  const items = steps.map((step) => `<li><b>${esc(step.topic[state.lang])}</b><span>${esc(wordsOf(step))}</span></li>`);
  return `<ol class="story">${items.join("")}</ol>`;
}

// What it would take for another class: each side across its threshold.
function changeHtml(title) {
  const one = classOf(title);
  if (!one || CORE.sides.only) return "";
  const other = (good, lacking) => CLASSES.find((c) => c.good === good && c.lacking === lacking);
  const rows = [];
  const shortage = cell("shortage", title);
  if (shortage !== null)
    rows.push([t(one.lacking ? "if_shortage_falls" : "if_shortage_rises", { limit: percent(threshold("shortage_threshold")), now: percent(shortage) }), other(one.good, !one.lacking)]);
  const exit = cell("exit", title);
  const basis = cell("supply_basis", title);
  const ratio = cell("ratio", title);
  if (basis === 0 && exit !== null)
    rows.push([t(one.good ? "if_exit_falls" : "if_exit_rises", { limit: percent(threshold("exit_threshold")), now: percent(exit) }), other(!one.good, one.lacking)]);
  else if (basis === 1 && ratio !== null)
    rows.push([t(one.good ? "if_ratio_rises" : "if_ratio_falls", { limit: percent(threshold("unemployment_ratio_threshold")), now: percent(ratio) }), other(!one.good, one.lacking)]);
  else rows.push([t("if_supply_hidden"), null]);
  const items = rows.map(([text, to]) => `<li>${esc(text)}${to ? ` <span aria-hidden="true">→</span> ${chip(to)}` : ""}</li>`);
  return `<section><h2>${esc(t("to_change"))}</h2><ul class="plain">${items.join("")}</ul></section>`;
}

function factsHtml(title) {
  const shown = (name) => (cell(name, title) === null ? hiddenHtml() : number(cell(name, title)));
  const basis = cell("basis", title);
  const facts = [["employees"], ["unemployed", "supply"], ["answers", "demand"]]
    .filter(([name, side]) => known(name) && (!side || CORE.sides[side])).map(([name]) => [name, shown(name)]);
  if (basis !== null) facts.push(["basis", esc(CORE.bases[basis].id === "national" ? named(CORE.bases[basis]) : `${CORE.bases[basis].id}: ${named(CORE.bases[basis])}`)]);
  return `<section><h2>${esc(t("figures_behind"))}</h2><dl class="facts">${facts.map(([name, html]) => `<div><dt>${esc(t(name))}</dt><dd>${html}</dd></div>`).join("")}</dl></section>`;
}
