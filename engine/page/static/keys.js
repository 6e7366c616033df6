// Arrow keys within a picture: the nearest place in that direction.

const DIRECTIONS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

// The index of the place to go to from `here`, or -1; places have x and y.
function nearestTowards(places, here, key) {
  const [right, down] = DIRECTIONS[key];
  const from = places[here];
  let best = -1;
  let least = Infinity;
  places.forEach((place, index) => {
    const dx = place.x - from.x;
    const dy = place.y - from.y;
    const along = dx * right + dy * down;
    if (index === here || along < 0.01) return;
    const distance = along + 2.5 * (Math.abs(dx * down) + Math.abs(dy * right));
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

// One tab stop for a group of links: the arrow keys move between them.
function rove(group) {
  if (!group) return;
  const links = [...group.querySelectorAll("a")];
  const chosen = Math.max(0, links.findIndex((a) => a.hasAttribute("aria-current")));
  links.forEach((a, i) => a.setAttribute("tabindex", i === chosen ? "0" : "-1"));
  group.addEventListener("keydown", (event) => {
    const here = links.indexOf(document.activeElement);
    if (here < 0 || !DIRECTIONS[event.key]) return;
    const places = links.map((a) => {
      const box = a.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
    const to = nearestTowards(places, here, event.key);
    event.preventDefault();
    if (to < 0) return;
    links[here].setAttribute("tabindex", "-1");
    links[to].setAttribute("tabindex", "0");
    links[to].focus();
  });
}
