// The shortage list: what is new, what is left, what left, and how sure that is.

function wasLacking(title) {
  return state.period > 0 && isLacking(title, state.period - 1);
}

// Half-years in a row, this one included.
function streak(title) {
  let count = 0;
  for (let p = state.period; p >= 0 && isLacking(title, p); p--) count += 1;
  return count;
}

// A change is uncertain where it is more likely than not that nothing crossed or, in
// a file that does not say, where this half-year or the one before was likely to be otherwise.
function isClose(title) {
  if (known("p_change")) return cell("p_change", title) !== null && cell("p_change", title) < 50;
  return [state.period - 1, state.period].some((p) => {
    const probability = cell("p_shortage", title, p);
    return probability !== null && probability >= 10 && probability <= 90;
  });
}

function whatChanged(title) {
  const crossed = cell("crossed", title);
  const before = cell("shortage", title, state.period - 1);
  const now = cell("shortage", title);
  const moved = (key, from, to) =>
    from === null || to === null ? [] : [(crossed === 1 ? "" : t(key).toLowerCase() + " ") + `${decimal(from)} → ${percent(to)}`];
  const rates = crossed === 3 ? [] : [
    ...(crossed === 1 || crossed === 2 ? moved("shortage", before, now) : []),
    ...(crossed === 0 || crossed === 2 ? moved("exit", cell("exit", title, state.period - 1), cell("exit", title)) : []),
  ];
  const lines = [];
  if (crossed !== null) lines.push(esc(t("crossed_" + crossed) + (rates.length ? ": " + rates.join(", ") : "")));
  const [p0, p1] = [cell("p_shortage", title, state.period - 1), cell("p_shortage", title)];
  const real = cell("p_change", title);
  const sure = [];
  if (real !== null) sure.push(t("p_change", { p: likely(real) }));
  if (p0 !== null && p1 !== null) sure.push(t("p_before_now", { before: likely(p0), now: likely(p1) }));
  if (sure.length) lines.push(esc(sure.join("; ")));
  const [s0, s1] = [cell("steady", title, state.period - 1), cell("steady", title)];
  if (s0 !== null && s1 !== null) lines.push(esc(t(s0 === s1 ? "steady_stays" : "steady_moves")));
  return lines.join("<br>");
}

// On paper every row; the list is the half-year's annex.
function shortageTable(key, titles, withChange) {
  const width = state.narrow ? 110 : 150;
  const rows = (printing ? titles : firstOf(titles)).map((title) => `<tr>${rowHeader(title, withChange ? whatChanged(title) : "")}<td class="wide">${chip(classOf(title))}</td><td class="figures">${rateCell("shortage", title, state.period, state.area, width)}</td>${historyCell(title)}${withChange ? `<td class="wide small">${whatChanged(title)}</td>` : ""}</tr>`);
  const heads = `<th scope="col">${esc(t("title"))}</th><th scope="col" class="wide">${esc(t("class"))}</th><th scope="col" class="figures">${esc(t("shortage_interval"))}</th>${historyHead()}${withChange ? `<th scope="col" class="wide">${esc(t("what_changed"))}</th>` : ""}`;
  const body = titles.length
    ? `<table class="titles"><caption class="unseen">${esc(t(key))}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>${moreButton(titles, "#" + key)}`
    : `<p class="dim">${esc(t("no_titles"))}</p>`;
  return `<section id="${key}"><h2>${esc(t(key))}: ${number(titles.length)}</h2>${body}</section>`;
}

function shortageHtml() {
  const heading = `<h1>${esc(t("shortage_list"))}: ${esc(areaName())}, ${esc(periodName())}</h1>`;
  if (!CORE.sides.demand) return heading + missingSide();
  const employees = (title) => cell("employees", title, Math.max(0, state.period - 1)) ?? cell("employees", title) ?? 0;
  const names = byName();
  const titles = TITLES.id.map((_, title) => title)
    .filter((title) => state.field === null || TITLES.field[title] === state.field)
    .sort((a, b) => employees(b) - employees(a) || names(a, b));
  const lacking = titles.filter((title) => isLacking(title));
  const moves = t(state.period === 0 ? "no_earlier" : "shortage_moves");
  const intro = `<p class="lead">${esc(t("shortage_intro") + " " + moves)}</p><p class="dim">${esc(t("shortage_use"))}</p>`;
  if (state.period === 0)
    return heading + intro + fieldOnly() + shortageTable("in_shortage", lacking, false) + sourceLine();
  const entered = lacking.filter((title) => !wasLacking(title));
  const left = titles.filter((title) => wasLacking(title) && !isLacking(title));
  const still = lacking.filter(wasLacking).sort((a, b) => streak(a) - streak(b));
  const moved = [...entered, ...left];
  const close = moved.filter(isClose).length;
  const summary = `<p class="lead">${esc(t("turnover", { all: number(lacking.length), new: number(entered.length), left: number(left.length), still: number(still.length) }))} ${esc(t(known("p_change") ? "unlikely_changes" : "close_changes", { close: number(close), all: number(moved.length) }))}</p>`;
  return heading + summary + intro + fieldOnly() + `<p class="screen"><button type="button" data-print>${esc(t("print"))}</button></p>` +
    shortageTable("list_new", entered, true) + shortageTable("list_left", left, true) + shortageTable("list_still", still, false) + sourceLine();
}

const fieldOnly = () => fieldFilter().replace(/<div><label for="sure">.*?<\/div>/s, "");
