// The quadrant: across, who leaves unemployment; up, who cannot recruit (square-root
// axis). Titles without a usable exit rate stand in a strip on the side that is known.

const quadrant = { points: [], at: -1, plot: null };

// Places within the picture, for a width in pixels.
function quadrantPlot(width) {
  const narrow = width < 560;
  const left = narrow ? 62 : 118;
  const right = narrow ? 58 : 104;
  const [top, bottom] = [46, 50];
  const height = narrow ? 430 : 500;
  const [exits, shortages] = [CORE.axes.exit, CORE.axes.shortage];
  return {
    width, height, narrow, left, right, top, bottom,
    edge: narrow ? 30 : 42,
    x: (v) => left + (Math.min(v, exits) / exits) * (width - left - right),
    y: (v) => height - bottom - Math.sqrt(Math.min(v, shortages) / shortages) * (height - top - bottom),
  };
}

// A steady place within a strip for a title, so that marks do not hide one another.
const scattered = (title) => ((title * 2654435761) % 4294967296) / 4294967296;

function quadrantPoints(titles, plot) {
  const limit = threshold("exit_threshold");
  const points = [];
  for (const title of titles) {
    const one = classOf(title);
    const shortage = cell("shortage", title);
    if (!one || shortage === null) continue;
    const exit = cell("exit", title);
    const agrees = exit !== null && exit >= limit === one.good;
    const strip = one.good
      ? plot.width - plot.right + 16 + scattered(title) * (plot.right - 26)
      : 10 + scattered(title) * (plot.left - plot.edge - 16);
    const size = (plot.narrow ? 0.75 : 1) * (2.6 + Math.sqrt(cell("employees", title) ?? 0) / 45);
    points.push({ title, one, agrees, size, x: agrees ? plot.x(exit) : strip, y: plot.y(shortage) });
  }
  return points.sort((a, b) => b.size - a.size);
}

function quadrantHtml(titles, width) {
  const plot = quadrantPlot(width);
  const points = quadrantPoints(titles, plot);
  Object.assign(quadrant, { points, plot, at: -1 });
  const told = t("quadrant_label", { titles: number(points.length) });
  return `<figure><figcaption>${esc(t("quadrant"))} ${esc(t("hollow"))}</figcaption><svg id="quadrant" width="${width}" height="${plot.height}" viewBox="0 0 ${width} ${plot.height}" tabindex="0" role="application" aria-roledescription="${esc(t("chart"))}" aria-label="${esc(told)}">${quadrantAxes(plot)}${points.map(quadrantMark).join("")}${cornerNames(plot)}<g id="chosen"></g></svg></figure>`;
}

function quadrantMark({ title, one, x, y, size }) {
  const hollow = sureness(cell("p_shortage", title)) === "close";
  const paint = hollow
    ? `fill="#fff" fill-opacity=".65" stroke="${colour(one)}" stroke-width="1.4"`
    : `fill="${colour(one)}" fill-opacity=".82" stroke="#fff" stroke-width=".6"`;
  return `<path d="${shapePath(one, x, y, size)}" ${paint}/>`;
}

function quadrantAxes(plot) {
  const { width, height, left, right, top, bottom, edge, x, y, narrow } = plot;
  const [xLimit, yLimit] = [x(threshold("exit_threshold")), y(threshold("shortage_threshold"))];
  const [end, base] = [width - right, height - bottom];
  const area = (fill, x0, y0, x1, y1) => `<rect x="${x0}" y="${y0}" width="${round(x1 - x0)}" height="${round(y1 - y0)}" fill="${fill}"/>`;
  let drawn =
    area("#fdf1ec", xLimit, top, end, yLimit) + area("#f4effe", left, top, xLimit, yLimit) +
    area("#eef7f3", xLimit, yLimit, end, base) + area("#f7f8f9", left, yLimit, xLimit, base) +
    area("#eff1f4", 2, top, left - edge, base) + area("#eff1f4", end + 6, top, width - 2, base);
  for (let v = 0; v <= CORE.axes.exit; v += 200)
    drawn += `<path d="M${round(x(v))} ${base}v5" class="tick"/><text x="${round(x(v))}" y="${base + 18}" text-anchor="middle" class="axis">${v / 10}</text>`;
  for (const v of [0, 20, 50, 100, 200, 300, 400, 500, 700, 1000].filter((v) => v <= CORE.axes.shortage))
    drawn += `<path d="M${left} ${round(y(v))}H${end}" class="grid"/><text x="${left - 6}" y="${round(y(v)) + 4}" text-anchor="end" class="axis">${v / 10}</text>`;
  drawn += `<path d="M${round(xLimit)} ${top}V${base}M${left} ${round(yLimit)}H${end}M2 ${round(yLimit)}H${left - edge}M${end + 6} ${round(yLimit)}H${width - 2}" class="limit"/>`;
  const strip = t("strip");
  const sides = base + (narrow ? 34 : 18);
  return drawn + `<text x="2" y="14" class="name">${esc(t("axis_shortage"))} ↑</text>
    <text x="${round((left + end) / 2)}" y="${height - 8}" text-anchor="middle" class="name">${esc(t(narrow ? "axis_exit_short" : "axis_exit"))} →</text>
    <text x="2" y="${top - 8}" class="axis">${esc(strip)}</text><text x="${width - 2}" y="${top - 8}" text-anchor="end" class="axis">${esc(strip)}</text>
    <text x="2" y="${sides}" class="axis">${esc(t("side_poor"))}</text><text x="${width - 2}" y="${sides}" text-anchor="end" class="axis">${esc(t("side_good"))}</text>
    <text x="${end - 4}" y="${round(yLimit) - 5}" text-anchor="end" class="axis">${percent(threshold("shortage_threshold"), 0)}</text>
    <text x="${round(xLimit) + 4}" y="${base - 5}" class="axis">${percent(threshold("exit_threshold"), 0)}</text>`;
}

function cornerNames({ width, height, left, right, top, bottom, narrow }) {
  return CLASSES.map((one) => {
    const x = one.good ? width - right - 6 : left + 6;
    const lower = narrow && !one.good ? 18 : 0;
    const y = one.lacking ? top + 17 + lower : height - bottom - (narrow ? 44 : 26) + lower;
    return `<text x="${x}" y="${y}" text-anchor="${one.good ? "end" : "start"}" class="corner" fill="${colour(one)}">${esc(named(one))}</text>`;
  }).join("");
}

function pickPoint(index, byKey) {
  quadrant.at = index;
  const point = quadrant.points[index];
  const chosen = byId("chosen");
  if (!point) {
    if (chosen) chosen.innerHTML = "";
    byId("tip").hidden = true;
    return;
  }
  const { title, one, x, y, size, agrees } = point;
  chosen.innerHTML = `${whisker(point)}<path d="${shapePath(one, x, y, size + 2)}" fill="${colour(one)}" stroke="#1b1f24" stroke-width="2"/>`;
  const lines = [`<b>${titleHtml(title)}</b>`, chip(one)];
  if (CORE.sides.supply) lines.push(`${esc(t("exit"))}: ${agrees ? percent(cell("exit", title)) : t("hidden_exit")}`);
  if (CORE.sides.demand) lines.push(`${esc(t("shortage"))}: ${percent(cell("shortage", title))}${intervalText("shortage", title)}`);
  showTip(point, lines.join("<br>"));
  if (byKey) announce(byId("tip").innerText.replace(/\n+/g, ". "));
}

const intervalText = (rate, title) => {
  const low = cell(RATES[rate].low, title);
  return low === null ? "" : ` (${range(low, cell(RATES[rate].high, title))})`;
};

// The interval of the rate that decides where the mark stands, up or across.
function whisker({ title, x, y }) {
  const { plot } = quadrant;
  const rate = plot.rate ?? "shortage";
  const ends = ["low", "high"].map((end) => cell(RATES[rate][end], title));
  if (ends.includes(null)) return "";
  const [from, to] = ends.map((v) => round(plot.rate ? plot.x(v) : plot.y(v)));
  const path = plot.rate
    ? `M${from} ${round(y)}H${to}M${from} ${round(y) - 5}v10M${to} ${round(y) - 5}v10`
    : `M${round(x)} ${from}V${to}M${round(x) - 5} ${from}h10M${round(x) - 5} ${to}h10`;
  return `<path d="${path}" class="whisker"/>`;
}

function showTip({ x, y }, html) {
  const tip = byId("tip");
  const box = byId("quadrant").getBoundingClientRect();
  const scale = box.width / quadrant.plot.width;
  tip.innerHTML = html;
  tip.hidden = false;
  let across = box.left + x * scale + 14;
  if (across + tip.offsetWidth > innerWidth - 8) across = box.left + x * scale - tip.offsetWidth - 14;
  const down = Math.min(box.top + y * scale + 10, innerHeight - tip.offsetHeight - 8);
  tip.style.left = Math.max(4, across) + "px";
  tip.style.top = Math.max(4, down) + "px";
}

function wireQuadrant() {
  const svg = byId("quadrant");
  if (!svg) return;
  const near = (event) => {
    const box = svg.getBoundingClientRect();
    const scale = quadrant.plot.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let best = -1;
    let least = 400;
    quadrant.points.forEach((point, index) => {
      const far = (point.x - x) ** 2 + (point.y - y) ** 2 - point.size ** 2;
      if (far <= least) [best, least] = [index, far];
    });
    return best;
  };
  const open = (index) => (location.hash = titleAddress(quadrant.points[index].title));
  svg.addEventListener("pointermove", (event) => pickPoint(near(event)));
  svg.addEventListener("pointerleave", () => pickPoint(-1));
  svg.addEventListener("click", (event) => {
    const index = near(event);
    if (index < 0) return;
    if (event.pointerType === "touch" && quadrant.at !== index) pickPoint(index);
    else open(index);
  });
  svg.addEventListener("focus", () => {
    if (svg.matches(":focus-visible") && quadrant.at < 0) pickPoint(quadrant.points.length - 1, true);
  });
  svg.addEventListener("blur", () => pickPoint(-1));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && quadrant.at >= 0) open(quadrant.at);
    if (event.key === "Escape") pickPoint(-1);
    if (!DIRECTIONS[event.key] || quadrant.at < 0) return;
    event.preventDefault();
    const to = nearestTowards(quadrant.points, quadrant.at, event.key);
    if (to >= 0) pickPoint(to, true);
  });
}
