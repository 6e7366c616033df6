// Words and numbers in the language of the page.

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const esc = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPED[c]);

// A name of a column or parameter may break after an underscore.
const codeHtml = (name) => `<code>${esc(name).replace(/_/g, "_<wbr>")}</code>`;

// The word of a key, with {name} filled in.
function t(key, values = {}) {
  const word = CORE.words[key];
  if (!word) throw new Error("no word " + key);
  const text = word[state.lang].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return text.replace(/pct\.\.(?!\.)/g, "pct.");
}

const LANGUAGES = ["da", "en"];
const named = (one) => one.name[state.lang];
const areaName = (area = state.area) => named(AREAS[area]);
const periodName = (period = state.period) => named(PERIODS[period]);

// A name that may be missing in English is marked as Danish, for screen readers.
function inLanguage(da, en) {
  if (state.lang === 0) return esc(da);
  return en === null ? `<span lang="da">${esc(da)}</span>` : esc(en);
}
const titleText = (title) => TITLES.name[state.lang][title] ?? TITLES.name[0][title];
const titleHtml = (title) => inLanguage(TITLES.name[0][title], TITLES.name[1][title]);
const fieldHtml = (field) => inLanguage(...TITLES.fields[field]);
const fieldText = (field) => TITLES.fields[field][state.lang] ?? TITLES.fields[field][0];

const number = (value) =>
  String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, state.lang ? "," : ".");
const unit = () => (state.lang ? "%" : "\u00a0pct.");
const decimal = (perMille, digits = 1) =>
  (perMille / 10).toFixed(digits).replace(".", state.lang ? "." : ",");

// A rate in per mille as per cent, such as 23,7 pct. or 23.7%.
const percent = (perMille, digits = 1) => decimal(perMille, digits) + unit();
const percentOrHidden = (value) => (value === null ? t("hidden") : percent(value));
const hiddenHtml = () => `<span class="dim">${esc(t("hidden"))}</span>`;

// A probability in per cent; never 0 or 100, which no estimate says.
function likely(value) {
  if (value >= 100) return t("over_99");
  if (value <= 0) return t("under_1");
  return value + unit();
}

const range = (low, high) => t("range", { low: decimal(low), high: percent(high) });

// How sure it is on which side of its threshold a rate lies.
function sureness(p) {
  if (p === null) return null;
  const side = Math.max(p, 100 - p);
  return side >= 90 ? "sure" : side >= 70 ? "likely" : "close";
}

function date(text) {
  const [year, month, day] = text.slice(0, 10).split("-");
  return t("date", { day: Number(day), month: t("month_" + Number(month)), year });
}

function parameter(name) {
  const rows = CORE.parameters.filter(
    (row) => row.name === name && (!row.from_period || row.from_period <= PERIODS[state.period].id),
  );
  return rows.length ? Number(rows[rows.length - 1].value) : null;
}
// A threshold in per mille, or null.
const threshold = (name) => {
  const value = parameter(name);
  return value === null ? null : Math.round(value * 1000);
};
