/* Two images in one space: one crosshair in both, the second beside the first, over it, in squares, or in turns. */

import { gestures } from "./gestures.js";
import { Pictures } from "./pictures.js";
import { Plane } from "./plane.js";
import { Space, held, stepAt } from "./space.js";
import { turns } from "./turns.js";

const root = document.querySelector("[data-beside]");
const told = JSON.parse(root.dataset.beside);
const space = new Space(told.space);
const panel = root.querySelector("[data-panel]");
const field = (name) => panel.elements.namedItem(name);
const pictures = new Pictures();
const AHEAD = 4;

const pairs = [...root.querySelectorAll(".pair")].map((row) => {
  const halves = [...row.querySelectorAll("[data-plane]")].map(
    (section) => new Plane(section, told.panes[section.dataset.plane], space.counts),
  );
  return { name: halves[0].name, told: halves[0].told, title: row.querySelector("[data-step]"), halves };
});
const state = { at: [0, 0, 0], look: told.look };
for (const pair of pairs) state.at[pair.told.axis] = space.nearest(pair.told.axis, Number(field(pair.name).value));

/* pictures */
const volume = (half) => panel.querySelector(`[data-volume="${half}"]`)?.value ?? "0";

function addressOf(pair, half, step) {
  const { axis, place, query } = pair.told;
  const centre = place.map((part, each) => (each === axis ? space.value(axis, step) : part)).join(",");
  const colormap = half ? field("colormap").value : "gray";
  const own = `volume=${volume(half)}&colormap=${colormap}&revision=${told.halves[half].revision}`;
  return `${told.halves[half].slice}?${query}&centre=${centre}&convention=${told.convention}&${own}`;
}

const draw = (pair, half) => pictures.draw(pair.halves[half], addressOf(pair, half, state.at[pair.told.axis]));

let last = pairs[0];
let direction = 1;

function ahead() {
  const wanted = [];
  for (let far = 1; far <= AHEAD; far += 1) {
    const step = state.at[last.told.axis] + direction * far;
    if (step >= 0 && step < space.counts[last.told.axis]) for (const half of [0, 1]) wanted.push(addressOf(last, half, step));
  }
  pictures.ahead(wanted);
}

/* what is said */
const minus = (number) => (number + 0).toFixed(1).replace(/^-(?=0\.0$)/, "").replace("-", "−");
const rows = [...panel.querySelectorAll("[data-read-out] tr")].map((row) => [...row.querySelectorAll("td")]);
const write = (cells, texts) => cells.forEach((cell, index) => { cell.textContent = texts[index]; });

function voxel({ inverse, shape }, place) {
  const at = inverse.map((row) => Math.round(row[0] * place[0] + row[1] * place[1] + row[2] * place[2] + row[3]));
  return at.every((index, axis) => index >= 0 && index < shape[axis]) ? at : ["–", "–", "–"];
}

function say() {
  const place = space.place(state.at);
  write(rows[0], place.map(minus));
  told.halves.forEach((half, number) => write(rows[number + 1], voxel(half, place)));
  for (const pair of pairs) {
    const step = state.at[pair.told.axis];
    pair.title.textContent = space.told(pair.told.axis, step);
    field(pair.name).value = space.value(pair.told.axis, step);
    panel.querySelector(`[data-slide="${pair.name}"]`).value = step;
    const name = pair.name[0].toUpperCase() + pair.name.slice(1);
    const where = `${name}, ${place.map((part) => part.toFixed(1)).join(", ")} mm`;
    const names = told.halves.map((half) => half.name);
    pair.halves.forEach((plane, half) => {
      const shown = state.look === "side" ? names[half] : `${names[1]} over ${names[0]}`;
      plane.section.setAttribute("aria-label", `${where}, ${shown}`);
    });
  }
}

/* the address */
let later = 0;

function settle() {
  clearTimeout(later);
  later = setTimeout(() => {
    const asked = new URLSearchParams(new FormData(panel));
    asked.set("look", state.look);
    history.replaceState(history.state, "", `?${asked}${location.hash}`);
    for (const link of document.querySelectorAll("[data-keep]")) {
      const there = new URLSearchParams(asked);
      there.delete("show");
      if (new URLSearchParams(link.search).has("show")) there.set("show", "all");
      link.search = there;
    }
    ahead();
  }, 60);
}

/* what changes */
function moveTo(at) {
  const before = state.at;
  state.at = at;
  for (const pair of pairs) {
    const { axis } = pair.told;
    pair.halves.forEach((plane, half) => {
      plane.move(at);
      if (at[axis] !== before[axis]) draw(pair, half);
    });
    if (at[axis] !== before[axis]) {
      last = pair;
      direction = Math.sign(at[axis] - before[axis]);
    }
  }
  say();
  settle();
}

function step(axis, by) {
  const at = [...state.at];
  at[axis] = held(at[axis] + by, space.counts[axis]);
  moveTo(at);
}

function refresh() {
  for (const pair of pairs) for (const half of [0, 1]) draw(pair, half);
  settle();
}

/* how the second lies */
const looks = [...panel.querySelectorAll("[data-looks] [data-look]")];
const fade = panel.querySelector("[data-fade]");
const blink = panel.querySelector("[data-blink]");
const said = panel.querySelector("[data-said]");

function swap() {
  root.dataset.shown = root.dataset.shown === "one" ? "other" : "one";
}

function tell(byThemselves) {
  const names = told.halves.map((half) => half.name);
  said.textContent = {
    side: "",
    overlay: `${names[1]} over ${names[0]}.`,
    check: `Squares of ${names[0]} and ${names[1]} in turns.`,
    blink: byThemselves ? `${names[0]} and ${names[1]} in turns.` : `Shown: ${names[root.dataset.shown === "one" ? 0 : 1]}.`,
  }[state.look];
}

const blinking = turns(blink, swap, tell);

function setLook(name) {
  state.look = name;
  root.dataset.look = name;
  root.dataset.shown = "one";
  for (const each of looks) each.setAttribute("aria-pressed", String(each.dataset.look === name));
  fade.hidden = name !== "overlay";
  blink.hidden = name !== "blink";
  blinking(name === "blink");
  // What lies beneath is seen, but only the upper one is pointed at and read.
  for (const pair of pairs) pair.halves[0].section.inert = name !== "side";
  say();
  settle();
}

function setOpacity(percent) {
  root.style.setProperty("--opacity", percent / 100);
  fade.querySelector("[data-opacity]").textContent = `${percent} %`;
}

for (const each of looks) each.addEventListener("click", () => setLook(each.dataset.look));

/* pointer, wheel and keys */
function cross(plane, event) {
  const [x, y] = plane.point(event);
  const at = [...state.at];
  at[plane.told.across.axis] = stepAt(plane.told.across, x, space.counts);
  at[plane.told.down.axis] = stepAt(plane.told.down, y, space.counts);
  if (at.some((each, axis) => each !== state.at[axis])) moveTo(at);
}

for (const plane of pairs.flatMap((pair) => pair.halves)) {
  const { across, down, axis } = plane.told;
  gestures(plane.section, {
    cross: (event) => cross(plane, event),
    window: () => null,
    slice: (by) => step(axis, by),
    volume: () => null,
    zoom: () => null,
    across: (by) => step(across.axis, across.turned ? -by : by),
    down: (by) => step(down.axis, down.turned ? -by : by),
    // The page goes on below: the wheel steps only in the picture that was chosen.
    scrolls: () => document.activeElement !== plane.section,
  });
}

/* the panel */
panel.addEventListener("submit", (event) => event.preventDefault());
panel.addEventListener("input", (event) => {
  const { slide, slideVolume } = event.target.dataset;
  if (slide) {
    const at = [...state.at];
    at[pairs.find((pair) => pair.name === slide).told.axis] = Number(event.target.value);
    moveTo(at);
  }
  if (slideVolume) {
    panel.querySelector(`[data-volume="${slideVolume}"]`).value = event.target.value;
    refresh();
  }
  if (event.target.name === "opacity") {
    setOpacity(Number(event.target.value));
    settle();
  }
});
panel.addEventListener("change", (event) => {
  const { at: plane, volume: half } = event.target.dataset;
  if (plane) {
    const { axis } = pairs.find((pair) => pair.name === plane).told;
    const at = [...state.at];
    at[axis] = space.nearest(axis, Number(event.target.value));
    moveTo(at);
  }
  if (half) {
    event.target.value = held(Number(event.target.value), Number(event.target.max) + 1);
    panel.querySelector(`[data-slide-volume="${half}"]`).value = event.target.value;
    refresh();
  }
  if (event.target.name === "colormap") refresh();
});

for (const pair of pairs) {
  for (const plane of pair.halves) plane.move(state.at);
  for (const half of [0, 1]) draw(pair, half);
}
setOpacity(Number(field("opacity").value));
setLook(state.look);
