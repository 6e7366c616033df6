// Overview: the finding, the classes, the areas, the quadrant, the list.

function findingText() {
  const { part, whole } = shareOf(state.area);
  const key = CORE.sides.demand ? "finding_shortage" : "finding_good";
  const where = state.field === null ? "" : ", " + fieldText(state.field);
  const place = t("place", { area: areaName() + where, period: periodName() });
  if (!whole) return place + ": " + t("finding_none");
  return place + ": " + t(key, { part: number(part), whole: number(whole) });
}

function classBar() {
  const counts = countsOf(state.area);
  const whole = CLASSES.reduce((sum, _, i) => sum + counts[i], 0);
  const told = CLASSES.map((one, i) => `${named(one)}: ${number(counts[i])}`).join(", ");
  const parts = CLASSES.map((one, i) =>
    counts[i] ? `<span style="background:${colour(one)};flex:${counts[i]} 0 0">${counts[i] / whole > 0.03 ? number(counts[i]) : ""}</span>` : "");
  return `<div class="classes" role="img" aria-label="${esc(told)}">${parts.join("")}</div>`;
}

function overviewHtml() {
  const titles = chosenTitles();
  const both = CORE.sides.supply && CORE.sides.demand;
  const room = printing ? 470 : state.room > 820 ? state.room - 330 : state.room;
  const width = Math.min(room, 880);
  const picture = both ? quadrantHtml(titles, width) : CORE.sides.only ? oneSideHtml(titles, width) : "";
  const list = titles.length ? titleTable(titles) : `<p>${esc(t("no_titles"))}</p>`;
  return `<h1>${esc(findingText())}</h1>${classBar()}${filtersHtml()}${fieldFilter()}
    <div class="columns"><div>${areasHtml()}</div><div>${missingSide()}${picture}</div></div>
    <h2>${esc(t("all_titles"))}</h2>${list}`;
}
