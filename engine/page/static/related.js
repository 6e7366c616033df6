// Where a title leads: the lists it is on, its neighbours, its sources.

const RELATED = 10;

// The lists that the title is on in this area and half-year; a part of its own.
function listsHtml(title) {
  if (!CORE.lists) return "";
  const mine = (LISTS?.[state.period]?.[state.area] ?? []).filter(([of]) => of === title);
  const items = mine.map(([, list, status, since]) =>
    `<li>${esc(CORE.lists[list].name[state.lang])}: ${esc(t("list_" + status))}${since === null ? "" : `, ${esc(t("since", { period: periodName(since) }))}`}</li>`);
  return `<section><h2>${esc(t("lists"))}</h2>${items.length ? `<ul class="plain">${items.join("")}</ul>` : `<p>${esc(t("on_no_list"))}</p>`}</section>`;
}

// Neighbours as the warehouse has them, else titles of the same field.
function relatedHtml(title) {
  const given = NEIGHBOURS?.[title];
  if (given) {
    const good = given.filter((other) => classOf(other)?.good).slice(0, RELATED);
    return related("neighbours", good);
  }
  if (!TITLES.fields.length) return "";
  const isco = TITLES.isco[title]?.slice(0, 3);
  const near = (other) => isco !== undefined && TITLES.isco[other]?.slice(0, 3) === isco;
  const same = TITLES.id.map((_, other) => other).filter((other) =>
    other !== title && TITLES.field[title] !== null && TITLES.field[other] === TITLES.field[title] && classOf(other)?.good);
  same.sort((a, b) => near(b) - near(a) || (cell("employees", b) ?? 0) - (cell("employees", a) ?? 0) || a - b);
  return related("related", same.slice(0, RELATED));
}

// For a title in shortage: the unemployed of its neighbours who could be qualified.
function substitutesHtml(title) {
  const rows = state.period === PERIODS.length - 1 ? SUBSTITUTES?.[state.area][title] : null;
  if (!rows?.length) return "";
  const items = rows.map(([neighbour, unemployed]) =>
    `<tr><th scope="row"><a href="${titleAddress(neighbour)}">${titleHtml(neighbour)}</a><span class="narrow">${chip(classOf(neighbour))}</span></th><td class="wide">${chip(classOf(neighbour))}</td><td class="figures">${unemployed === null ? hiddenHtml() : number(unemployed)}</td></tr>`);
  return `<section class="prose" id="substitution"><h2>${esc(t("substitution"))}</h2><p class="dim small">${esc(t("substitution_note"))}</p><table><caption class="unseen">${esc(t("substitution"))}</caption><thead><tr><th scope="col">${esc(t("neighbour"))}</th><th scope="col" class="wide">${esc(t("class"))}</th><th scope="col" class="figures">${esc(t("unemployed"))}</th></tr></thead><tbody>${items.join("")}</tbody></table></section>`;
}

function related(key, titles) {
  if (!CORE.sides.supply) return "";
  const items = titles.map((title) => `<li>${mark(classOf(title))} <a href="${titleAddress(title)}">${titleHtml(title)}</a></li>`);
  return `<section><h2>${esc(t(key))}</h2>${items.length ? `<ul class="related">${items.join("")}</ul>` : `<p class="dim">${esc(t("no_related"))}</p>`}</section>`;
}

function sourceLine() {
  const { version, built_at, fingerprint } = CORE.source;
  return `<p class="dim source">${esc(t("source", { version, date: date(built_at), fingerprint }))} <a href="${address({ view: "method" })}">${esc(t("method"))}</a></p>`;
}
