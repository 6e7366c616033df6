// Figures to take along: CSV of what the page holds, and where the rest is.

const CSV_COLUMNS = {
  class: ["category", (v) => CLASSES[v].id],
  steady: ["category_steady", (v) => CLASSES[v].id],
  p_class: ["p_category", (v) => v / 100],
  good: ["good_prospects", (v) => Boolean(v)],
  lacking: ["in_shortage", (v) => Boolean(v)],
  exit: ["exit_rate", (v) => v / 1000],
  exit_low: ["exit_rate_low", (v) => v / 1000],
  exit_high: ["exit_rate_high", (v) => v / 1000],
  ratio: ["unemployment_ratio", (v) => v / 1000],
  p_good: ["p_good_prospects", (v) => v / 100],
  shortage: ["shortage_rate", (v) => v / 1000],
  shortage_low: ["shortage_rate_low", (v) => v / 1000],
  shortage_high: ["shortage_rate_high", (v) => v / 1000],
  p_shortage: ["p_shortage", (v) => v / 100],
  p_change: ["p_change", (v) => v / 100],
  basis: ["shortage_basis", (v) => CORE.bases[v].id],
  employees: ["full_time_employees", (v) => v],
  unemployed: ["unemployed", (v) => v],
  answers: ["answers", (v) => v],
};

// Text as a spreadsheet of the language's country reads it: semicolon and decimal
// comma in Danish, comma and point in English.
function csv(titles, periods, areas) {
  const separator = state.lang ? "," : ";";
  const columns = Object.entries(CSV_COLUMNS).filter(([name]) => known(name));
  const written = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return state.lang ? String(value) : String(value).replace(".", ",");
    const text = String(value);
    return /[";,\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = [["period", "region_id", "region", "occupation_id", "occupation", ...columns.map(([, [name]]) => name)].join(separator)];
  for (const p of periods)
    for (const a of areas)
      for (const title of titles) {
        const figures = columns.map(([name, [, as]]) => {
          const value = cell(name, title, p, a);
          return value === null ? "" : written(as(value));
        });
        const labels = [PERIODS[p].id, AREAS[a].id, areaName(a), TITLES.id[title], titleText(title)];
        lines.push([...labels.map(written), ...figures].join(separator));
      }
  return "\ufeff" + lines.join("\r\n") + "\r\n";
}

const every = (list) => list.map((_, i) => i);

async function download(what) {
  const title = titleNow();
  if (what !== "area") await Promise.all(AREAS.map((_, area) => loadArea(area)));
  const here = what === "area";
  const text = csv(
    what === "title" ? [title] : every(TITLES.id),
    here ? [state.period] : every(PERIODS),
    here ? [state.area] : every(AREAS),
  );
  const names = { title: TITLES.id[title], area: `${AREAS[state.area].id}-${PERIODS[state.period].id}`, all: "balance" };
  const link = document.createElement("a");
  link.download = names[what] + ".csv";
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function dataHtml() {
  const buttons = [["area", t("csv_area", { area: areaName(), period: periodName() })], ["all", t("csv_all")]]
    .map(([what, words]) => `<li><button type="button" data-csv="${what}">${esc(words)}</button></li>`);
  const row = (column, words) => `<tr><th scope="row">${codeHtml(column)}</th><td>${esc(words)}</td></tr>`;
  const columns = [
    row("period", t("column_period")), row("region_id, region", t("column_region")), row("occupation_id, occupation", t("column_occupation")),
    ...Object.entries(CSV_COLUMNS).filter(([name]) => known(name)).map(([name, [column]]) => row(column, t("column_" + name))),
  ];
  const { version, built_at, fingerprint } = CORE.source;
  const cite = t("citation", { period: periodName(), version, date: date(built_at), fingerprint });
  const address_ = location.href.startsWith("file:") ? "" : ` <a href="${esc(location.href)}">${esc(location.href)}</a>`;
  return `<h1>${esc(t("data"))}</h1><section class="prose"><h2>${esc(t("downloads"))}</h2><ul class="buttons screen">${buttons.join("")}</ul><p>${esc(t("csv_format"))}</p></section>
    <section class="prose"><h2>${esc(t("more_data"))}</h2>${paragraphs("more_data")}<pre tabindex="0">amb export balance.assessment balance.xlsx</pre></section>
    <section class="prose"><h2>${esc(t("columns"))}</h2><table><caption class="unseen">${esc(t("columns"))}</caption><thead><tr><th scope="col">${esc(t("column"))}</th><th scope="col">${esc(t("holds"))}</th></tr></thead><tbody>${columns.join("")}</tbody></table></section>
    <section class="prose"><h2>${esc(t("cite"))}</h2><blockquote>${esc(cite)}${address_}</blockquote>${paragraphs("licence")}</section>`;
}
