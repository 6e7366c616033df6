// A rate over the half-years with its interval, its threshold, and the classes below.

function overTime(rate, title, width) {
  const { low, high, limit } = RATES[rate];
  const left = 36;
  const right = 64;
  const [top, bottom] = [14, 52];
  const height = printing ? 176 : 210;
  const most = Math.max(...PERIODS.map((_, p) => cell(high, title, p) ?? cell(rate, title, p) ?? 0));
  const end = Math.min(1000, Math.max(200, Math.ceil(most / 200) * 200));
  const x = (p) => round(left + (PERIODS.length > 1 ? p / (PERIODS.length - 1) : 0.5) * (width - left - right));
  const y = (v) => round(height - bottom - (v / end) * (height - top - bottom));
  const tone = rate === "shortage" ? COLOURS[2] : COLOURS[0];
  let drawn = "";
  for (let v = 0; v <= end; v += end > 400 ? 200 : 100)
    drawn += `<path d="M${left} ${y(v)}H${width - right}" class="grid"/><text x="${left - 7}" y="${y(v) + 4}" text-anchor="end" class="axis">${v / 10}</text>`;
  PERIODS.forEach((_, p) => {
    const from = cell(low, title, p);
    if (from !== null)
      drawn += `<path d="M${x(p)} ${y(from)}V${y(cell(high, title, p))}" stroke="${tone}" stroke-width="9" stroke-linecap="round" opacity=".25"/>`;
  });
  const at = threshold(limit);
  if (at !== null)
    drawn += `<path d="M${left} ${y(at)}H${width - right}" class="limit" stroke-dasharray="4 3"/><text x="${width - right + 12}" y="${y(at) + 4}" class="name">${percent(at, 0)}</text>`;
  drawn += `<path d="${linePath(rate, title, x, y)}" fill="none" stroke="${tone}" stroke-width="2"/>`;
  const every = Math.ceil((PERIODS.length * 48) / (width - left - right));
  PERIODS.forEach((period, p) => {
    const value = cell(rate, title, p);
    const now = p === state.period;
    if (value !== null)
      drawn += `<circle cx="${x(p)}" cy="${y(value)}" r="${now ? 5.5 : 4}" fill="${now ? tone : "#fff"}" stroke="${tone}" stroke-width="2"/>`;
    if ((PERIODS.length - 1 - p) % every === 0)
      drawn += `<text x="${x(p)}" y="${height - bottom + 18}" text-anchor="middle" class="axis">${shortPeriod(period.id)}</text>`;
    const one = classOf(title, p);
    drawn += one
      ? `<path d="${shapePath(one, x(p), height - 14, 5.5)}" fill="${colour(one)}"/>`
      : `<path d="M${x(p) - 4} ${height - 14}h8" stroke="${NONE}" stroke-width="2"/>`;
  });
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${esc(overTimeWords(rate, title))}">${drawn}</svg>`;
}

const shortPeriod = (id) => (state.lang ? id.replace("H", " H") : id.replace("H", "-"));

function linePath(rate, title, x, y) {
  let path = "";
  let drawing = false;
  PERIODS.forEach((_, p) => {
    const value = cell(rate, title, p);
    if (value !== null) path += (drawing ? "L" : "M") + x(p) + " " + y(value);
    drawing = value !== null;
  });
  return path;
}

// What the picture shows, for who cannot see it.
function overTimeWords(rate, title) {
  const { low, high } = RATES[rate];
  const steps = PERIODS.map((_, p) => {
    const from = cell(low, title, p);
    const interval = from === null ? "" : ` (${range(from, cell(high, title, p))})`;
    return `${periodName(p)}: ${percentOrHidden(cell(rate, title, p))}${interval}, ${className(classOf(title, p))}`;
  });
  return `${t(rate)}. ${steps.join("; ")}`;
}
