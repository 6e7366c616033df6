// How much hangs on the thresholds: titles that another pair would move.

function thresholdsHtml() {
  const heading = `<h1>${esc(t("thresholds"))}: ${esc(areaName())}, ${esc(periodName())}</h1>`;
  const table = CORE.sensitivity;
  const changed = table?.changed[state.period]?.[state.area];
  if (!changed) return `${heading}${missingSide()}<p>${esc(t("no_sensitivity"))}</p>`;
  const titles = table.titles[state.period][state.area];
  const [exit, shortage] = [threshold("exit_threshold") / 10, threshold("shortage_threshold") / 10];
  const at = (e, s) => changed[table.exit.indexOf(e) * table.shortage.length + table.shortage.indexOf(s)];
  const examples = [[exit, shortage - 2], [exit, shortage + 3], [exit - 5, shortage], [exit + 5, shortage]]
    .filter(([e, s]) => at(e, s) !== undefined)
    .map(([e, s]) => `<li>${esc(t(s === shortage ? "example_exit" : "example_shortage", { limit: s === shortage ? e : s, now: s === shortage ? exit : shortage, changed: number(at(e, s)), titles: number(titles) }))}</li>`);
  return `${heading}<p class="lead">${esc(t("thresholds_lead"))}</p><ul>${examples.join("")}</ul>${heatTable(table, changed, exit, shortage, titles)}`;
}

function heatTable(table, changed, exit, shortage, titles) {
  const most = Math.max(1, ...changed);
  const columns = table.shortage.length;
  const rows = table.exit.map((e, i) => {
    const cells = table.shortage.map((s, j) => {
      const value = changed[i * columns + j];
      const now = e === exit && s === shortage;
      return `<td style="background:rgba(221,107,32,${Math.round((0.6 * 100 * value) / most) / 100})"${now ? ' class="now"' : ""}>${number(value)}${now ? `<span class="unseen"> ${esc(t("as_now"))}</span>` : ""}</td>`;
    });
    return `<tr><th scope="row">${e}</th>${cells.join("")}</tr>`;
  });
  const caption = esc(t("heat_caption", { titles: number(titles) }));
  return `<p class="dim small">${caption}</p><div class="scroll" tabindex="0" role="group" aria-label="${esc(t("thresholds"))}"><table class="heat"><caption class="unseen">${caption}</caption><thead><tr><th scope="col">${esc(t("heat_corner"))}</th>${table.shortage.map((s) => `<th scope="col">${s}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
