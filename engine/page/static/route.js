// The address carries everything: #/da/2025H2/DK/VIEW[/ARGUMENT][?filters].

const VIEWS = ["overview", "title", "shortage", "changes", "thresholds", "method", "data"];
const state = {
  lang: 0, period: 0, area: 0, view: "overview", argument: "",
  field: null, shown: null, sure: null, sort: "employees", all: false,
};

function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [lang, period, area, view, ...rest] = path.split("/").map(decodeURIComponent);
  const find = (list, id, otherwise) => {
    const index = list.findIndex((one) => one.id === id);
    return index < 0 ? otherwise : index;
  };
  const opening = document.documentElement.dataset.language;
  state.lang = Math.max(0, LANGUAGES.indexOf(LANGUAGES.includes(lang) ? lang : opening));
  state.period = find(PERIODS, period, PERIODS.length - 1);
  state.area = find(AREAS, area, 0);
  state.view = VIEWS.includes(view) ? view : "overview";
  state.argument = rest.join("/");
  const filters = new URLSearchParams(query ?? "");
  const field = Number(filters.get("field") ?? NaN);
  state.field = TITLES.fields[field] ? field : null;
  const shown = filters.get("show")?.split(",") ?? [];
  state.shown = shown.length ? CLASSES.map((one) => shown.includes(one.id)) : null;
  state.sure = filters.get("sure");
  state.sort = filters.get("sort") ?? "employees";
  state.all = filters.has("all");
}

// The address of the page with some things changed; filters stay within a view.
function address(changes = {}) {
  const to = { ...state, ...changes };
  const leaves = (changes.view ?? state.view) !== state.view;
  if (changes.view && !("argument" in changes)) to.argument = "";
  if (leaves) Object.assign(to, { shown: null, sure: null, sort: "employees", all: false });
  if (leaves && !("field" in changes)) to.field = null;
  const parts = [LANGUAGES[to.lang], PERIODS[to.period].id, AREAS[to.area].id, to.view];
  if (to.argument) parts.push(to.argument);
  const query = new URLSearchParams();
  if (to.field !== null) query.set("field", to.field);
  if (to.shown) query.set("show", CLASSES.filter((_, i) => to.shown[i]).map((c) => c.id).join(","));
  if (to.sure) query.set("sure", to.sure);
  if (to.sort !== "employees") query.set("sort", to.sort);
  if (to.all) query.set("all", "");
  const asked = query.toString().replace(/all=$/, "all");
  return "#/" + parts.map(encodeURIComponent).join("/") + (asked ? "?" + asked : "");
}

const titleAddress = (title, changes = {}) =>
  address({ view: "title", argument: TITLES.id[title], ...changes });

// Go to an address without leaving a step behind for each filter.
function replaceAddress(changes, focus) {
  history.replaceState(null, "", address(changes));
  draw({ focus });
}
