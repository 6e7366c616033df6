// From one half-year to the next: how many titles went from which class to which.

function changesHtml() {
  const heading = `<h1>${esc(t("changes"))}: ${esc(areaName())}, ${esc(periodName())}</h1>`;
  if (state.period === 0) return `${heading}<p>${esc(t("no_earlier"))}</p>`;
  const all = [...CLASSES, null];
  const place = (title, p) => cell("class", title, p) ?? CLASSES.length;
  const matrix = all.map(() => all.map(() => []));
  TITLES.id.forEach((_, title) => matrix[place(title, state.period - 1)][place(title, state.period)].push(title));
  const total = TITLES.id.length;
  const stayed = all.reduce((sum, _, i) => sum + matrix[i][i].length, 0);
  const lead = `<p class="lead">${esc(t("changes_lead", { moved: number(total - stayed), all: number(total), before: periodName(state.period - 1) }))}</p>`;
  const [from, to] = chosenChange(all) ?? largestChange(matrix);
  return heading + lead + changeMatrix(matrix, all, from, to) + changedTitles(matrix[from][to], all[from], all[to]);
}

const changeId = (one) => one?.id ?? "none";
function chosenChange(all) {
  const [from, to] = state.argument.split("/").map((id) => all.findIndex((one) => changeId(one) === id));
  return from >= 0 && to >= 0 ? [from, to] : null;
}

// Where nothing is chosen: the change that most titles made.
function largestChange(matrix) {
  let best = [0, 0];
  let most = -1;
  matrix.forEach((row, i) => row.forEach((titles, j) => {
    if (i !== j && titles.length > most) [best, most] = [[i, j], titles.length];
  }));
  return best;
}

function changeMatrix(matrix, all, from, to) {
  const most = Math.max(1, ...matrix.flatMap((row, i) => row.map((titles, j) => (i === j ? 0 : titles.length))));
  const heads = all.map((one) => `<th scope="col">${mark(one)}<span class="class-name">${esc(className(one))}</span></th>`);
  const rows = all.map((before, i) => {
    const cells = matrix[i].map((titles, j) => {
      const chosen = i === from && j === to;
      const tint = i === j ? "#eceff2" : `rgba(221,107,32,${Math.round(55 * Math.sqrt(titles.length / most)) / 100})`;
      const words = t("change_cell", { titles: number(titles.length), before: className(before), now: className(all[j]) });
      const content = titles.length
        ? `<a href="${address({ view: "changes", argument: changeId(before) + "/" + changeId(all[j]) })}" aria-label="${esc(words)}"${chosen ? ' aria-current="true"' : ""}>${number(titles.length)}</a>`
        : "0";
      return `<td class="figures" style="background:${tint}">${content}</td>`;
    });
    return `<tr><th scope="row">${mark(before)} <span class="class-name">${esc(className(before))}</span></th>${cells.join("")}</tr>`;
  });
  const caption = esc(t("matrix_caption", { before: periodName(state.period - 1), now: periodName() }));
  return `<p class="dim small">${caption}</p><div class="scroll" tabindex="0" role="group" aria-label="${esc(t("changes"))}"><table class="matrix"><caption class="unseen">${caption}</caption><thead><tr><td></td>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function changedTitles(titles, before, now) {
  const words = t("from_to", { before: className(before), now: className(now), titles: number(titles.length) });
  const names = byName();
  const rows = [...titles].sort((a, b) => (cell("employees", b) ?? 0) - (cell("employees", a) ?? 0) || names(a, b))
    .map((title) => `<tr>${rowHeader(title)}<td class="small">${whatChanged(title) || hiddenHtml()}</td>${historyCell(title)}</tr>`);
  return `<section><h2>${esc(words)}</h2><table class="titles"><caption class="unseen">${esc(words)}</caption><thead><tr><th scope="col">${esc(t("title"))}</th><th scope="col">${esc(t("what_changed"))}</th>${historyHead()}</tr></thead><tbody>${rows.join("")}</tbody></table></section>`;
}
