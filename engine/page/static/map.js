// The areas: a map where there are outlines, else bars. Every area is a link.

const PALE = [253, 236, 222];
const STRONG = [221, 107, 32];
const MANY = 20;

// Counts of an area by class, the last for the titles not assessed.
function countsOf(area, period = state.period, field = state.field) {
  const fields = CORE.counts[period][area];
  if (field !== null) return fields[field];
  return fields.reduce((sum, row) => sum.map((n, i) => n + row[i]));
}

// How many titles an area has on the side shown, of how many that were assessed.
function shareOf(area) {
  const counts = countsOf(area);
  const wanted = CLASSES.map((one) => (CORE.sides.demand ? one.lacking : one.good));
  const part = wanted.reduce((sum, is, i) => sum + (is ? counts[i] : 0), 0);
  const whole = CLASSES.reduce((sum, _, i) => sum + counts[i], 0);
  return { part, whole, percent: whole ? Math.round((100 * part) / whole) : null };
}

function shade(value, least, most) {
  if (value === null) return "#eceff2";
  const far = most > least ? (value - least) / (most - least) : 0.5;
  return `rgb(${PALE.map((c, i) => Math.round(c + far * (STRONG[i] - c))).join(",")})`;
}

function areasHtml() {
  const shares = AREAS.map((_, area) => shareOf(area));
  const what = t(CORE.sides.demand ? "map_shortage" : "map_good");
  const drawn = CORE.map ? mapSvg(shares, what) : barsHtml(shares);
  return `<figure class="areas"><figcaption>${esc(what)}</figcaption>${drawn}${CORE.map ? keyHtml(shares) : ""}</figure>`;
}

function areaLabel(area, share) {
  if (share.percent === null) return `${areaName(area)}: ${t("not_assessed")}`;
  return `${areaName(area)}: ${share.percent}${unit()} (${t("of", share)})`;
}

function mapSvg(shares, what) {
  const { width, height, areas, frames } = CORE.map;
  const shown = areas.map((one) => shares[one.area].percent).filter((v) => v !== null);
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const ordered = [...areas].sort((a, b) => (a.area === state.area) - (b.area === state.area));
  const links = ordered.map(({ area, path }) => {
    const current = area === state.area;
    return `<a href="${address({ area })}" aria-label="${esc(areaLabel(area, shares[area]))}"${current ? ' aria-current="true"' : ""}><title>${esc(areaLabel(area, shares[area]))}</title><path d="${path}" fill="${shade(shares[area].percent, least, most)}" stroke="${current ? "#1b1f24" : "#fff"}" stroke-width="${current ? 3 : 1.2}"/></a>`;
  });
  const labels = areas.filter((one) => one.label).map(({ area, label: [x, y] }) =>
    `<text x="${x}" y="${y}" text-anchor="middle" aria-hidden="true">${shares[area].percent ?? "–"}</text>`);
  const boxes = frames.map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" class="frame"/>`);
  return `<svg class="map" data-rove viewBox="0 0 ${width} ${height}" role="group" aria-label="${esc(what)}. ${esc(t("map_keys"))}">${links.join("")}${boxes.join("")}${labels.join("")}</svg>`;
}

// The areas by name beside the map; folded up where they are many.
function keyHtml(shares) {
  const rows = AREAS.map((_, area) => {
    const current = area === state.area ? ' aria-current="true"' : "";
    const { percent: share, part, whole } = shares[area];
    const words = share === null ? t("not_assessed") : `${share}${unit()}`;
    return `<li><a href="${address({ area })}"${current}>${esc(areaName(area))}</a><span>${words} <span class="dim">${share === null ? "" : esc(t("of", { part, whole }))}</span></span></li>`;
  });
  const list = `<ul class="key" data-rove>${rows.join("")}</ul>`;
  return AREAS.length > MANY ? `<details><summary>${esc(t("areas", { areas: AREAS.length }))}</summary>${list}</details>` : list;
}

function barsHtml(shares) {
  const rows = AREAS.map((_, area) => {
    const { percent: share, part, whole } = shares[area];
    const current = area === state.area ? ' aria-current="true"' : "";
    const words = share === null ? t("not_assessed") : `${share}${unit()} <span class="dim">${t("of", { part, whole })}</span>`;
    return `<li><a href="${address({ area })}"${current}>${esc(areaName(area))}</a><span class="value">${words}</span><span class="track"><span style="width:${share ?? 0}%"></span></span></li>`;
  });
  return `<ul class="bars" data-rove>${rows.join("")}</ul>`;
}
