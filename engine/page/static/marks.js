// Marks: a shape and a colour for each class, so that neither is needed alone.

const COLOURS = ["#1a7f5a", "#5f6773", "#b93c0a", "#6d28d9"];
const NONE = "#6b7280";
const SHAPES = [
  (x, y, s) => `M${x - s} ${y}a${s} ${s} 0 1 0 ${2 * s} 0a${s} ${s} 0 1 0 ${-2 * s} 0z`,
  (x, y, s) => `M${x - 0.9 * s} ${y - 0.9 * s}h${1.8 * s}v${1.8 * s}h${-1.8 * s}z`,
  (x, y, s) => `M${x} ${y - 1.2 * s}L${x + 1.15 * s} ${y + 0.85 * s}H${x - 1.15 * s}z`,
  (x, y, s) => `M${x} ${y - 1.3 * s}L${x + 1.3 * s} ${y}L${x} ${y + 1.3 * s}L${x - 1.3 * s} ${y}z`,
];
const colour = (one) => (one ? COLOURS[one.shape] : NONE);
const round = (value) => Math.round(value * 10) / 10;
const shapePath = (one, x, y, size) => SHAPES[one.shape](round(x), round(y), round(size));

function mark(one, size = 14) {
  const drawn = one
    ? `<path d="${SHAPES[one.shape](7, 7, 5)}" fill="${colour(one)}"/>`
    : `<path d="M3 7h8" stroke="${NONE}" stroke-width="2"/>`;
  return `<svg class="mark" width="${size}" height="${size}" viewBox="0 0 14 14" aria-hidden="true">${drawn}</svg>`;
}

const className = (one) => (one ? named(one) : t("not_assessed"));
const chip = (one) => `<span class="chip">${mark(one)}<span>${esc(className(one))}</span></span>`;

// The classes of all half-years, the oldest first, as one small picture.
function historyMarks(title) {
  const step = 16;
  const told = PERIODS.map((_, p) => `${periodName(p)}: ${className(classOf(title, p))}`);
  const paths = new Map();
  PERIODS.forEach((_, p) => {
    const one = classOf(title, p);
    const x = p * step + 8;
    paths.set(one, (paths.get(one) ?? "") + (one ? shapePath(one, x, 9, 5) : `M${x - 4} 8h8v2h-8z`));
  });
  const drawn = [...paths].map(([one, path]) => `<path d="${path}" fill="${colour(one)}"/>`);
  const width = PERIODS.length * step;
  return `<svg class="history" width="${width}" height="18" viewBox="0 0 ${width} 18" role="img" aria-label="${esc(told.join("; "))}">${drawn.join("")}</svg>`;
}

const RATES = {
  shortage: { low: "shortage_low", high: "shortage_high", limit: "shortage_threshold" },
  exit: { low: "exit_low", high: "exit_high", limit: "exit_threshold" },
};

// A rate, its interval as a bar and the threshold as a dotted line. The figures are
// in the text beside it, so the picture is silent.
function bar(rate, title, period, area, width = 150) {
  const { low, high, limit } = RATES[rate];
  const value = cell(rate, title, period, area);
  if (value === null && cell(low, title, period, area) === null) return "";
  const end = CORE.axes[rate];
  const x = (v) => round(4 + (Math.min(v, end) / end) * (width - 8));
  const one = classOf(title, period, area);
  const from = cell(low, title, period, area);
  const to = cell(high, title, period, area);
  const at = threshold(limit);
  let drawn = `<path d="M4 11H${width - 4}" stroke="#d0d7de"/>`;
  if (from !== null)
    drawn += `<rect x="${x(from)}" y="7" width="${Math.max(1, round(x(to) - x(from)))}" height="8" rx="4" fill="${colour(one)}" opacity=".35"/>`;
  if (at !== null)
    drawn += `<path d="M${x(at)} 1v20" stroke="#1b1f24" stroke-dasharray="2 2"/>`;
  if (value !== null) drawn += `<circle cx="${x(value)}" cy="11" r="4.5" fill="${colour(one)}"/>`;
  return `<svg class="bar" width="${width}" height="22" viewBox="0 0 ${width} 22" aria-hidden="true">${drawn}</svg>`;
}

// Which side of its threshold a rate was put on, where it is the rate that decides.
function decidedBy(rate, title, period, area) {
  if (rate === "shortage") return cell("lacking", title, period, area);
  return cell("supply_basis", title, period, area) === 0 ? cell("good", title, period, area) : null;
}

// A rate in words: 12,0 pct. that is not counted as reaching 12 pct. says so.
function rateText(rate, title, period, area) {
  const value = cell(rate, title, period, area);
  if (value === null) return hiddenHtml();
  const at = threshold(RATES[rate].limit);
  const decided = decidedBy(rate, title, period, area);
  let text = percent(value);
  if (decided === 0 && value >= at) text += ` <span class="dim">${esc(t("just_under"))}</span>`;
  if (decided === 1 && value < at) text += ` <span class="dim">${esc(t("just_reached"))}</span>`;
  return text;
}

function rateCell(rate, title, period, area, width) {
  const { low, high } = RATES[rate];
  const from = cell(low, title, period, area);
  const words = from === null ? "" : range(from, cell(high, title, period, area));
  const hidden = cell(rate, title, period, area) === null;
  const interval = words && ` <span class="dim range">${esc(hidden ? t("estimated", { range: words }) : words)}</span>`;
  return `<span class="rate"><span class="figures">${rateText(rate, title, period, area)}${interval}</span>${bar(rate, title, period, area, width)}</span>`;
}
