// How to read the figures: what they mean, how sure they are, where they come from.

function methodHtml() {
  const parts = [
    ["method_classes", classesHtml()],
    ["method_questions", questionsHtml()],
    ["method_bases", basesHtml()],
    ["method_uncertainty", uncertaintyHtml()],
    ["method_disclosure", disclosureHtml()],
    ["method_parameters", parametersHtml()],
    ["method_sources", sourcesHtml()],
    ["method_limits", paragraphs("limits")],
    ["method_accessibility", paragraphs("accessibility")],
  ].filter(([, html]) => html);
  const contents = parts.map(([key]) => `<li><a href="#${key}" data-jump="${key}">${esc(t(key))}</a></li>`);
  return `<h1>${esc(t("method"))}</h1><nav class="contents screen" aria-label="${esc(t("contents"))}"><ul>${contents.join("")}</ul></nav>
    ${parts.map(([key, html]) => `<section class="prose"><h2 id="${key}" tabindex="-1">${esc(t(key))}</h2>${html}</section>`).join("")}`;
}

// The paragraphs of a section: its words are KEY_1, KEY_2 and so on.
function paragraphs(key, values = {}) {
  let html = "";
  for (let i = 1; CORE.words[`${key}_${i}`]; i++) html += `<p>${esc(t(`${key}_${i}`, values))}</p>`;
  return html;
}

function classesHtml() {
  const side = CORE.sides.only;
  const rows = CLASSES.map((one) => `<div><dt>${chip(one)}</dt><dd>${esc(t("meaning_" + one.shape + (side ? "_" + side : "")))}</dd></div>`);
  return `${missingSide()}<dl class="facts">${rows.join("")}<div><dt>${chip(null)}</dt><dd>${esc(t("meaning_none"))}</dd></div></dl>`;
}

function questionsHtml() {
  const values = {
    exit: percentOf("exit_threshold"), ratio: percentOf("unemployment_ratio_threshold"), shortage: percentOf("shortage_threshold"),
    unemployed: parameter("min_unemployed") ?? "–", answers: parameter("min_answers") ?? "–",
  };
  return paragraphs("questions", values);
}
const percentOf = (name) => (threshold(name) === null ? "–" : percent(threshold(name), 0));

// A formula with words in it is English.
const formulaHtml = (text) => (/\p{L}{3}/u.test(text) ? `<span lang="en">${esc(text)}</span>` : esc(text));

function basesHtml() {
  if (!CORE.sides.demand) return "";
  const shares = CORE.coverage[PERIODS[state.period].id] ?? {};
  const shareOfBase = (base) => shares["employment_basis_" + base.id];
  const weighed = CORE.bases.some((base) => shareOfBase(base) !== undefined);
  const rows = CORE.bases.map((base) => {
    const share = shareOfBase(base);
    const cell_ = weighed ? `<td class="figures">${share === undefined ? "–" : percent(share)}</td>` : "";
    const formula = formulaHtml(base.formula ?? "");
    const below = state.narrow ? `<span class="narrow">${formula}</span>` : "";
    return `<tr><th scope="row">${esc(base.id === "national" ? "–" : base.id)}</th><td>${esc(named(base))}${below}</td><td class="wide">${formula}</td>${cell_}</tr>`;
  });
  const heads = [["basis_number"], ["basis"], ["formula", ' class="wide"']].map(([key, wide = ""]) => `<th scope="col"${wide}>${esc(t(key))}</th>`);
  if (weighed) heads.push(`<th scope="col" class="figures">${esc(t("share_employees"))}</th>`);
  const caption = weighed ? t("bases_caption", { period: periodName() }) : t("bases_alone");
  const covered = ["occupations_assessed_everywhere", "employment_assessed", "occupations_survey_only_everywhere"]
    .filter((name) => shares[name] !== undefined).map((name) => `<li>${esc(t(name))}: ${percent(shares[name])}</li>`);
  return `${paragraphs("bases")}<div class="scroll" tabindex="0" role="group" aria-label="${esc(t("method_bases"))}"><table><caption>${esc(caption)}</caption><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>${covered.length ? `<ul>${covered.join("")}</ul>` : ""}`;
}

// A worked example from the figures themselves: the largest title whose interval
// holds the threshold, else the largest with an interval.
function uncertaintyHtml() {
  const rate = CORE.sides.demand ? "shortage" : "exit";
  const { low, high, limit } = RATES[rate];
  const at = threshold(limit);
  const words = rate === "exit" ? paragraphs("uncertainty_supply") : paragraphs("uncertainty");
  const bySize = TITLES.id.map((_, title) => title).filter((title) => cell(low, title) !== null && cell(rate, title) !== null)
    .sort((a, b) => (cell("employees", b) ?? 0) - (cell("employees", a) ?? 0) || a - b);
  const straddles = (title) => cell(low, title) < at && cell(high, title) >= at;
  const title = bySize.find(straddles) ?? bySize[0];
  if (title === undefined) return words;
  const p = cell(rate === "exit" ? "p_good" : "p_shortage", title);
  const values = {
    title: titleText(title), area: areaName(), period: periodName(), rate: percent(cell(rate, title)),
    range: range(cell(low, title), cell(high, title)), p: p === null ? t("hidden") : likely(p), limit: percent(at, 0),
  };
  const key = straddles(title) ? "straddles_" + rate : "clear_" + rate;
  return `${words}<div class="example"><p>${bar(rate, title, state.period, state.area, 260)}</p><p>${esc(t(key, values))} <a href="${titleAddress(title)}">${esc(t("see_title"))}</a></p></div>`;
}

function disclosureHtml() {
  const least = parameter("disclosure_min");
  const held = CORE.suppression[PERIODS[state.period].id] ?? {};
  const rows = Object.entries(CORE.sides.supply ? held : {}).map(([name, share]) =>
    `<li>${CORE.words["measure_" + name] ? esc(t("measure_" + name)) : `<code>${esc(name)}</code>`}: ${share}${unit()}</li>`);
  const costs = rows.length ? `<p>${esc(t("disclosure_caption", { period: periodName() }))}</p><ul>${rows.join("")}</ul>` : "";
  return (least ? paragraphs("disclosure", { most: least - 1 }) + costs : `<p>${esc(t("disclosure_none"))}</p>`);
}

function parametersHtml() {
  const rows = CORE.parameters.map((row) => {
    const words = CORE.words["parameter_" + row.name];
    const meaning = words ? esc(t("parameter_" + row.name)) : `<span lang="en">${esc(row.meaning ?? "")}</span>`;
    const from = row.from_period ? ` (${esc(t("from_period", { period: row.from_period }))})` : "";
    const changed = row.default_value !== null && row.default_value !== row.value ? ` <span class="dim">${esc(t("default_value", { value: row.default_value }))}</span>` : "";
    const source = row.source === "choice" ? esc(t("choice")) : `<span lang="${/[æøå]/i.test(row.source ?? "") ? "da" : "en"}">${esc(row.source ?? "")}</span>`;
    return `<tr><th scope="row">${codeHtml(row.name)}${from}</th><td class="figures">${esc(parameterValue(row))}${changed}</td><td>${meaning}<span class="narrow small dim">${source}</span></td><td class="wide small">${source}</td></tr>`;
  });
  return `<p>${esc(t("parameters_lead"))}</p><table class="parameters"><caption class="unseen">${esc(t("method_parameters"))}</caption><thead><tr><th scope="col">${esc(t("parameter"))}</th><th scope="col" class="figures">${esc(t("value"))}</th><th scope="col">${esc(t("decides"))}</th><th scope="col" class="wide">${esc(t("from_source"))}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function parameterValue({ value, unit: of }) {
  if (value === null || value === "null") return "–";
  if (value === "true" || value === "false") return t(value);
  if (of === "fraction" && Number.isFinite(Number(value))) return percent(Math.round(Number(value) * 10000) / 10);
  return state.lang ? value : String(value ?? "").replace(".", ",");
}

function sourcesHtml() {
  const { version, built_at, fingerprint, synthetic } = CORE.source;
  const rows = CORE.source.files.map((file) => `<tr><th scope="row">${esc(file.file ?? file.name)}</th><td class="figures">${file.rows === null ? "–" : number(file.rows)}</td><td class="wide"><code>${esc((file.sha256 ?? "").slice(0, 16))}</code></td></tr>`);
  return `<p>${esc(t("source", { version, date: date(built_at), fingerprint }))}${synthetic ? " " + esc(t("synthetic")) : ""}</p><table><caption>${esc(t("files_caption"))}</caption><thead><tr><th scope="col">${esc(t("file"))}</th><th scope="col" class="figures">${esc(t("rows"))}</th><th scope="col" class="wide">${esc(t("hash"))}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
