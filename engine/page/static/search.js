// Search as people type: anywhere in a word, folded letters, and near misses.

const SHOWN = 12;
const NEAR = 0.5;
const fold = (text) =>
  text.toLowerCase().replace(/æ/g, "ae").replace(/ø/g, "oe").replace(/å/g, "aa")
    .normalize("NFD").replace(/\p{M}/gu, "");

let INDEX = null;
function searchIndex() {
  INDEX ??= TITLES.id.map((_, title) => {
    const field = TITLES.fields[TITLES.field[title]] ?? [];
    const names = [TITLES.name[0][title], TITLES.name[1][title]].filter(Boolean).map(fold);
    const rest = [...field.filter(Boolean), TITLES.isco[title] ?? ""].map(fold);
    return { names, all: [...names, ...rest].join("\0") };
  });
  return INDEX;
}

// The titles that a text means, the likeliest first.
function searchTitles(text) {
  const words = fold(text.trim()).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const index = searchIndex();
  const size = (title) => cell("employees", title) ?? 0;
  const matches = index.map((_, title) => title).filter((title) => words.every((word) => index[title].all.includes(word)));
  if (!matches.length) return nearTitles(words.join(" "), index);
  const ranks = new Map(matches.map((title) => [title, rankOf(index[title].names, words)]));
  return matches.sort((a, b) => ranks.get(a) - ranks.get(b) || size(b) - size(a) || a - b);
}

function rankOf(names, words) {
  const asked = words.join(" ");
  const rank = (name) => {
    if (name === asked) return 0;
    if (name.startsWith(asked)) return 1;
    if (words.every((word) => name.startsWith(word) || name.includes(" " + word) || name.includes("-" + word))) return 2;
    return words.every((word) => name.includes(word)) ? 3 : 4;
  };
  return Math.min(...names.map(rank));
}

// Titles that share at least half of the text's runs of three letters.
function nearTitles(asked, index) {
  if (asked.length < 4) return [];
  const runs = [...Array(asked.length - 2).keys()].map((i) => asked.slice(i, i + 3));
  const likeness = ({ names }) => Math.max(...names.map((name) => runs.filter((run) => name.includes(run)).length / runs.length));
  return index.map((one, title) => [likeness(one), title]).filter(([near]) => near >= NEAR)
    .sort(([a, x], [b, y]) => b - a || index[x].names[0].length - index[y].names[0].length || x - y)
    .map(([, title]) => title);
}

const search = { hits: [], at: -1 };

function showHits() {
  const box = byId("search");
  const list = byId("hits");
  const text = box.value.trim();
  search.hits = searchTitles(text);
  search.at = -1;
  box.removeAttribute("aria-activedescendant");
  const shown = search.hits.slice(0, SHOWN);
  list.innerHTML = shown.map((title, i) =>
    `<li role="option" id="hit-${i}" aria-selected="false" data-title="${title}"><span>${titleHtml(title)}</span>${chip(classOf(title))}</li>`).join("") ||
    `<li role="option" aria-disabled="true" aria-selected="false">${esc(t("no_titles"))}</li>`;
  showList(Boolean(text));
  if (text) announce(t("titles_found", { titles: number(search.hits.length) }));
}

function showList(is) {
  byId("hits").hidden = !is;
  byId("search").setAttribute("aria-expanded", String(is));
}

function goTo(title) {
  byId("search").value = "";
  showList(false);
  location.hash = titleAddress(title);
}

function wireSearch() {
  const box = byId("search");
  const list = byId("hits");
  box.addEventListener("input", showHits);
  box.addEventListener("blur", () => setTimeout(() => showList(false), 150));
  box.addEventListener("keydown", (event) => {
    const count = Math.min(SHOWN, search.hits.length);
    if (event.key === "Escape") showList(false);
    if (event.key === "Enter" && count && box.value.trim()) goTo(search.hits[Math.max(0, search.at)]);
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !count) return;
    event.preventDefault();
    search.at = (search.at + (event.key === "ArrowDown" ? 1 : -1) + count + (search.at < 0 && event.key === "ArrowUp" ? 1 : 0)) % count;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === search.at)));
    list.children[search.at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", "hit-" + search.at);
  });
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-title]");
    if (!item) return;
    event.preventDefault();
    goTo(Number(item.dataset.title));
  });
}
