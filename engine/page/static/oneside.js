// What the inputs do not hold, in words; nothing where both sides are known.
const missingSide = () => CORE.sides.supply && CORE.sides.demand
  ? "" : `<p class="missing">${esc(t("one_side_" + (CORE.sides.only ?? "none")))}</p>`;

// Where one side of the balance is known: its rate across, the titles spread upwards.

function oneSideHtml(titles, width) {
  const rate = CORE.sides.demand ? "shortage" : "exit";
  const [left, right, top, bottom, height] = [14, 20, 16, 50, 320];
  const end = CORE.axes[rate];
  const plot = {
    width, height, rate, narrow: width < 560,
    x: (v) => left + (Math.min(v, end) / end) * (width - left - right),
    y: (part) => top + 10 + part * (height - top - bottom - 20),
  };
  const limit = threshold(RATES[rate].limit);
  const points = titles
    .filter((title) => classOf(title) && cell(rate, title) !== null)
    .map((title) => ({
      title, one: classOf(title), agrees: rate === "shortage" || (limit !== null && cell(rate, title) >= limit === classOf(title).good), size: 3 + Math.sqrt(cell("employees", title) ?? 0) / 45,
      x: plot.x(cell(rate, title)), y: plot.y(scattered(title)),
    }))
    .sort((a, b) => b.size - a.size);
  Object.assign(quadrant, { points, plot, at: -1 });
  const base = height - bottom;
  let drawn = `<rect x="${left}" y="${top}" width="${width - left - right}" height="${base - top}" fill="#f7f8f9"/>`;
  for (let v = 0; v <= end; v += 100)
    drawn += `<path d="M${round(plot.x(v))} ${top}V${base}" class="grid"/><text x="${round(plot.x(v))}" y="${base + 18}" text-anchor="middle" class="axis">${v / 10}</text>`;
  if (limit !== null)
    drawn += `<path d="M${round(plot.x(limit))} ${top}V${base}" class="limit"/><text x="${round(plot.x(limit)) + 4}" y="${top + 14}" class="name">${percent(limit, 0)}</text>`;
  drawn += `<text x="${round(width / 2)}" y="${height - 8}" text-anchor="middle" class="name">${esc(t(rate === "shortage" ? "axis_shortage" : plot.narrow ? "axis_exit_short" : "axis_exit"))} →</text>`;
  const leftOut = titles.filter((title) => classOf(title)).length - points.length;
  const without = leftOut ? " " + t("one_side_without", { titles: number(leftOut) }) : "";
  const told = t("one_side_label", { titles: number(points.length), rate: t(rate) });
  return `<figure><figcaption>${esc(t("one_side_caption") + without)}</figcaption><svg id="quadrant" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" tabindex="0" role="application" aria-roledescription="${esc(t("chart"))}" aria-label="${esc(told)}">${drawn}${points.map(quadrantMark).join("")}<g id="chosen"></g></svg></figure>`;
}
