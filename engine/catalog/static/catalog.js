"use strict";
// Search: every word must occur in a relation's name, words, columns or parameters.
(() => {
    const input = document.getElementById("search");
    const list = document.getElementById("found");
    const count = document.getElementById("count");
    const LIMIT = 30;
    let chosen = -1;

    const has = (text, words) => words.every((word) => text.toLowerCase().includes(word));

    function score(entry, words) {
        if (has(entry.name, words)) return 4;
        if (entry.columns.some(([name]) => has(name, words))) return 3;
        if (entry.parameters.some((name) => has(name, words))) return 3;
        const all = [entry.name, entry.words, ...entry.columns.flat(), ...entry.parameters].join(" ");
        return has(all, words) ? 1 : 0;
    }

    function results(words) {
        return window.CATALOG
            .map((entry) => ({ entry, score: score(entry, words) }))
            .filter((found) => found.score)
            .sort((a, b) => b.score - a.score)
            .slice(0, LIMIT);
    }

    function item({ entry }, words) {
        const column = entry.columns.find(([name, told]) => has(name + " " + told, words));
        const line = document.createElement("li");
        const link = document.createElement("a");
        const name = document.createElement("b");
        const told = document.createElement("small");
        link.href = `${input.dataset.root}relation/${entry.name}.html`;
        name.textContent = entry.name;
        told.textContent = entry.words;
        link.append(name);
        if (column && !has(entry.name, words)) {
            link.href += `#${column[0]}`;
            link.append(` ${column[0]}`);
            told.textContent = column[1];
        }
        link.append(told);
        link.tabIndex = -1;
        line.setAttribute("role", "option");
        line.append(link);
        return line;
    }

    function show() {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        const found = words.length ? results(words) : [];
        list.replaceChildren(...found.map((one) => item(one, words)));
        list.hidden = !found.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
        const none = words.length && !found.length;
        count.className = none ? "none" : "unseen";
        count.textContent = words.length ? count.dataset.words.replace("{n}", found.length) : "";
        choose(null);
    }

    // The chosen result, counted from 0 and around; null chooses none.
    function choose(position) {
        const items = [...list.children];
        const none = position === null || !items.length;
        chosen = none ? -1 : (position + items.length) % items.length;
        items.forEach((line, n) => {
            line.id = `found-${n}`;
            line.setAttribute("aria-selected", String(n === chosen));
        });
        if (chosen >= 0) {
            items[chosen].scrollIntoView({ block: "nearest" });
            input.setAttribute("aria-activedescendant", items[chosen].id);
        } else {
            input.removeAttribute("aria-activedescendant");
        }
    }

    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
        if (event.key === "ArrowDown") choose(chosen + 1);
        else if (event.key === "ArrowUp") choose(Math.max(chosen, 0) - 1);
        else if (event.key === "Enter") list.children[Math.max(chosen, 0)]?.querySelector("a").click();
        else if (event.key === "Escape") { input.value = ""; show(); }
        else return;
        event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && document.activeElement !== input) {
            event.preventDefault();
            input.focus();
        }
    });
    // A picture opens on the relation that the page is about.
    for (const here of document.querySelectorAll(".drawing .here")) {
        const frame = here.closest(".drawing");
        const box = here.getBoundingClientRect();
        const around = frame.getBoundingClientRect();
        frame.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
        frame.scrollTop += box.top + box.height / 2 - around.top - around.height / 2;
    }
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    show();
    document.addEventListener("click", (event) => {
        if (!event.target.closest(".search")) list.hidden = true;
    });
})();
