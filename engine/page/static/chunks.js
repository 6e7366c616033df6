"use strict";
// Data: parts of the page packed as base64 of gzip of JSON. They lie in this file or,
// for a large balance, in scripts beside it that are loaded when they are wanted.

const byId = (id) => document.getElementById(id);
const PARTS = new Map();
const ARRIVING = new Map();

// A script beside the page calls this with its part.
window.PAGE = {
  add(name, text) {
    ARRIVING.get(name)?.(text);
  },
};

function part(name) {
  if (!PARTS.has(name)) PARTS.set(name, packedText(name).then(unpack));
  return PARTS.get(name);
}

async function packedText(name) {
  const inside = byId("part-" + name);
  if (inside) return inside.textContent;
  const folder = document.documentElement.dataset.folder;
  if (!folder) return null;
  return new Promise((resolve, reject) => {
    ARRIVING.set(name, resolve);
    const script = document.createElement("script");
    script.src = folder + "/" + name + ".js";
    script.onerror = () => reject(new Error(script.src));
    document.head.append(script);
  });
}

async function unpack(text) {
  if (text === null) return null;
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// What every view needs; filled by start() in main.js.
let CORE = null;
let AREAS = [];
let PERIODS = [];
let CLASSES = [];
let TITLES = null;
const CELLS = [];

async function loadArea(area) {
  CELLS[area] ??= await part("cells-" + AREAS[area].id);
}

// A cell's figure: a whole number, or null where it is not shown.
function cell(column, title, period = state.period, area = state.area) {
  const values = CELLS[area]?.[column];
  return values ? values[title * PERIODS.length + period] : null;
}

const known = (column) => CELLS.some((cells) => cells && column in cells);
const classOf = (title, period, area) => {
  const index = cell("class", title, period, area);
  return index === null ? null : CLASSES[index];
};
const isLacking = (title, period) => Boolean(classOf(title, period)?.lacking);
