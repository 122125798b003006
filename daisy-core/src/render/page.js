"use strict";
const by = (id) => document.getElementById(id);
const stage = by("stage"), svg = stage.querySelector("svg"), tip = by("tip"), search = by("search");
const paints = JSON.parse(by("data").textContent);
const full = svg.viewBox.baseVal, size = { w: full.width, h: full.height };

// Boxes, with their titles as tooltips of the page's own.
const boxes = [...svg.querySelectorAll("g")].map((g) => {
  const title = g.querySelector("title"), text = title.textContent;
  title.remove();
  g.setAttribute("aria-label", text);
  g.setAttribute("role", "img");
  g.tabIndex = 0;
  const top = g.querySelector("rect:last-of-type");
  const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => top[name].baseVal.value);
  return { g, text, name: text.split("\n")[0].toLowerCase(), x: x + w / 2, y: y + h / 2 };
});

// The view: what is at the top left corner, and pixels a unit.
let view = { x: 0, y: 0, k: 1 };
function show() {
  const { width, height } = stage.getBoundingClientRect();
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${width / view.k} ${height / view.k}`);
}
function clamp(k) {
  return Math.min(8, Math.max(0.01, k));
}
function zoom(factor, at) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const [px, py] = at ? [at.x - left, at.y - top] : [width / 2, height / 2];
  const k = clamp(view.k * factor);
  view = { x: view.x + px / view.k - px / k, y: view.y + py / view.k - py / k, k };
  show();
}
function pan(dx, dy) {
  view = { ...view, x: view.x - dx / view.k, y: view.y - dy / view.k };
  show();
}
function fit() {
  const { width, height } = stage.getBoundingClientRect();
  const k = clamp(Math.min(1.25, width / size.w, height / size.h));
  const middle = (room, length) => (length - room / k) / 2;
  view = { x: middle(width, size.w), y: middle(height, size.h), k };
  show();
}
function centre({ x, y }) {
  const { width, height } = stage.getBoundingClientRect();
  const k = Math.max(view.k, 0.8);
  view = { x: x - width / k / 2, y: y - height / k / 2, k };
  show();
}

// Pointers: one moves, two pinch.
const down = new Map();
stage.addEventListener("pointerdown", (event) => {
  down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  stage.classList.add("dragged");
});
addEventListener("pointermove", (event) => {
  const before = down.get(event.pointerId);
  if (!before) return;
  const now = { x: event.clientX, y: event.clientY };
  const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
  down.set(event.pointerId, now);
  if (other) {
    const distance = (p) => Math.max(1, Math.hypot(p.x - other.x, p.y - other.y));
    zoom(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  } else {
    pan(now.x - before.x, now.y - before.y);
  }
});
for (const type of ["pointerup", "pointercancel"]) {
  addEventListener(type, (event) => {
    down.delete(event.pointerId);
    stage.classList.toggle("dragged", down.size > 0);
  });
}
stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  zoom(Math.exp(-event.deltaY * lines * 0.002), { x: event.clientX, y: event.clientY });
}, { passive: false });
by("in").onclick = () => zoom(1.4);
by("out").onclick = () => zoom(1 / 1.4);
by("fit").onclick = fit;

// Tooltips, by pointer and by focus.
function explain(box) {
  tip.textContent = box.text;
  tip.hidden = false;
  const at = box.g.getBoundingClientRect(), own = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(at.left, innerWidth - own.width - 4))}px`;
  const below = at.bottom + 8;
  tip.style.top = `${Math.max(4, below + own.height > innerHeight ? at.top - own.height - 8 : below)}px`;
}
for (const box of boxes) {
  box.g.addEventListener("pointerenter", () => explain(box));
  box.g.addEventListener("pointerleave", () => (tip.hidden = true));
  box.g.addEventListener("focus", () => {
    if (box.g.matches(":focus-visible")) centre(box);
    explain(box);
  });
  box.g.addEventListener("blur", () => (tip.hidden = true));
}

// Search: marks all, and goes from one to the next.
let found = [], current = -1;
function find() {
  const text = search.value.trim().toLowerCase();
  found = text ? boxes.filter((box) => box.name.includes(text)) : [];
  boxes.forEach((box) => box.g.classList.toggle("found", found.includes(box)));
  svg.classList.toggle("searching", text !== "");
  current = -1;
  step(1);
  by("found").textContent = text && found.length === 0 ? "nothing found" : by("found").textContent;
}
function step(by_how_many) {
  boxes.forEach((box) => box.g.classList.remove("current"));
  by("found").textContent = "";
  if (found.length === 0) return;
  current = (current + by_how_many + found.length) % found.length;
  found[current].g.classList.add("current");
  by("found").textContent = `${current + 1} of ${found.length}`;
  centre(found[current]);
}
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
  if (event.key === "Escape") {
    search.value = "";
    find();
    stage.focus();
  }
});

// Colours.
function paint(name) {
  const { fills, legend } = paints[name];
  boxes.forEach((box, i) => box.g.querySelectorAll("rect").forEach((rect) => rect.setAttribute("fill", fills[i])));
  by("legend").replaceChildren(...legend.map(([fill, text]) => {
    const entry = document.createElement("span"), swatch = document.createElement("i");
    entry.setAttribute("role", "listitem");
    swatch.style.background = fill;
    entry.append(swatch, text);
    return entry;
  }));
}
by("colour").addEventListener("change", (event) => paint(event.target.value));

// Keys.
const keys = {
  ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit, "/": () => search.focus(),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});
new ResizeObserver(show).observe(stage);

paint(by("colour").value);
fit();
if (view.k < 0.3) centre(boxes.find((box) => box.g.querySelector(".asked")) ?? boxes[0]);
