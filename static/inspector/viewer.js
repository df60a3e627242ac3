/* The viewer: one crosshair in three planes. The address always says what is seen; every picture is the server's. */

import { gestures } from "./gestures.js";
import { Pictures } from "./pictures.js";
import { Plane } from "./plane.js";
import { ReadOut, text } from "./readout.js";
import { Space, held, stepAt } from "./space.js";

const root = document.querySelector("[data-viewer]");
const told = JSON.parse(root.dataset.viewer);
const spaces = Object.fromEntries(Object.entries(told.spaces).map(([name, each]) => [name, new Space(each)]));
const space = spaces[told.space];
const panel = root.querySelector("[data-panel]");
const field = (name) => panel.elements.namedItem(name);
const pictures = new Pictures();
const planes = [...root.querySelectorAll("[data-plane]")].map(
  (section) => new Plane(section, told.panes[section.dataset.plane], space.counts),
);
const named = Object.fromEntries(planes.map((plane) => [plane.name, plane]));
const volumes = [...panel.querySelectorAll("[data-volume]")];
const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16];
const AHEAD = 6;

const state = { at: [0, 0, 0], zoom: 1, window: ["low", "high"].map((end) => root.querySelector(`[data-kept="${end}"]`).value) };
for (const plane of planes) state.at[plane.told.axis] = space.nearest(plane.told.axis, Number(field(plane.name).value));

/* pictures */
const volume = () => volumes.map((input) => input.value).join(",") || "0";

function how() {
  const asked = { volume: volume(), low: state.window[0], high: state.window[1] };
  asked.colormap = field("colormap")?.value ?? "gray";
  if (told.space === "world") asked.interpolation = field("interpolation").value;
  return new URLSearchParams({ ...asked, convention: told.convention, revision: told.revision }).toString().replaceAll("%2C", ",");
}

function where(plane, step) {
  const { axis, place } = plane.told;
  if (!place) return `index=${step}`;
  return `centre=${place.map((part, each) => (each === axis ? space.value(axis, step) : part)).join(",")}`;
}

const addressOf = (plane, step) => `${told.slice}?${plane.told.query}&${where(plane, step)}&${how()}`;

const draw = (plane) => pictures.draw(plane, addressOf(plane, state.at[plane.told.axis]));

/* The slices before and after, those of the plane that was stepped last first, and in its direction. */
let last = planes[0];
let direction = 1;

function ahead() {
  const wanted = [];
  for (let far = 1; far <= AHEAD; far += 1) {
    for (const plane of [last, ...planes.filter((each) => each !== last)]) {
      if (plane !== last && far > 2) continue;
      for (const way of [direction, -direction]) {
        const step = state.at[plane.told.axis] + way * far;
        if (step >= 0 && step < space.counts[plane.told.axis]) wanted.push(addressOf(plane, step));
      }
    }
  }
  pictures.ahead(wanted);
}

/* what is said */
const readOut = new ReadOut(panel, told, spaces, space);

function say() {
  readOut.place(state.at);
  for (const plane of planes) {
    const { axis } = plane.told;
    plane.title.textContent = space.told(axis, state.at[axis]);
    field(plane.name).value = space.value(axis, state.at[axis]);
    panel.querySelector(`[data-slide="${plane.name}"]`).value = state.at[axis];
  }
  label();
}

const label = () => planes.forEach((plane) => plane.section.setAttribute("aria-label", readOut.label(plane, state.at)));

/* the address */
function query() {
  const asked = new URLSearchParams({ space: told.space });
  for (const plane of planes) asked.set(plane.name, field(plane.name).value);
  for (const input of volumes) asked.set(input.name, input.value);
  if (field("low")) ["low", "high"].forEach((end, which) => asked.set(end, state.window[which]));
  for (const name of ["colormap", "interpolation"]) if (field(name)) asked.set(name, field(name).value);
  if (state.zoom !== 1) asked.set("zoom", state.zoom);
  return asked;
}

function remember() {
  const asked = query();
  panel.parentElement.querySelector("[data-next]").value = `${location.pathname}?${asked}`;
  for (const link of panel.querySelectorAll("[data-space]")) {
    const other = spaces[link.dataset.space];
    const place = space.place(state.at);
    const there = new URLSearchParams(asked);
    there.set("space", link.dataset.space);
    for (const [plane, axis] of Object.entries(other?.axes ?? {})) {
      if (place) there.set(plane, other.value(axis, other.inside(other.at(place))[axis]));
    }
    link.search = there;
  }
  ["low", "high"].forEach((end, which) => { root.querySelector(`[data-kept="${end}"]`).value = state.window[which]; });
  asked.set("convention", told.convention);
  history.replaceState(history.state, "", `?${asked}`);
}

/* what changes */
let later = 0;

/* The neighbours are fetched at once; the address and the value wait until a hand rests. */
function settle() {
  ahead();
  clearTimeout(later);
  later = setTimeout(() => {
    remember();
    readOut.value(state.at, volume()).then(label);
  }, 60);
}

function refresh() {
  planes.forEach(draw);
  settle();
}

function moveTo(at) {
  const before = state.at;
  state.at = at;
  for (const plane of planes) {
    plane.move(at);
    const { axis } = plane.told;
    if (at[axis] !== before[axis]) {
      last = plane;
      direction = Math.sign(at[axis] - before[axis]);
      draw(plane);
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

function stepVolume(by) {
  const input = volumes.find((each) => each.type === "number");
  if (!input) return;
  setVolume(input, held(Number(input.value) + by, Number(input.max) + 1));
}

function setVolume(input, index) {
  input.value = index;
  panel.querySelector(`[data-slide-volume="${input.dataset.volume}"]`).value = index;
  refresh();
}

function setWindow(low, high) {
  const wrong = panel.querySelector("[data-window-error]");
  const good = low.trim() !== "" && high.trim() !== "" && Number(low) < Number(high);
  field("low").value = low;
  field("high").value = high;
  wrong.hidden = good;
  if (!good) wrong.querySelector("span").textContent = "Black has to be a smaller number than white.";
  for (const end of ["low", "high"]) {
    if (good) field(end).removeAttribute("aria-invalid");
    else field(end).setAttribute("aria-invalid", "true");
  }
  if (!good) return;
  state.window = [low, high];
  refresh();
}

function setZoom(zoom) {
  state.zoom = zoom;
  for (const plane of planes) plane.enlarge(zoom);
  panel.querySelector("[data-zoomed]").textContent = `${zoom}×`;
  settle();
}

const nextZoom = (by) => ZOOMS[held(ZOOMS.indexOf(state.zoom) + by, ZOOMS.length)];

/* The automatic window is that of the volume that is seen; the one that the page came with, where it cannot be had. */
async function automatic(usual) {
  const asked = new URL(addressOf(planes[0], state.at[planes[0].told.axis]), location);
  for (const end of ["low", "high"]) asked.searchParams.delete(end);
  const found = await pictures.get(`${asked.pathname}?${asked.searchParams.toString().replaceAll("%2C", ",")}`).catch(() => null);
  setWindow(...(found?.window.map((end) => text(Number(end))) ?? [usual.low, usual.high]));
}

/* hands */
function cross(plane, event) {
  const [x, y] = plane.point(event);
  const at = [...state.at];
  at[plane.told.across.axis] = stepAt(plane.told.across, x, space.counts);
  at[plane.told.down.axis] = stepAt(plane.told.down, y, space.counts);
  if (at.some((each, axis) => each !== state.at[axis])) moveTo(at);
}

/* Dragged from where it began, sideways for brightness, up and down for contrast; in pixels of the screen. */
function dragWindow(from, right, down) {
  const [low, high] = from.map(Number);
  const middle = (low + high) / 2 - (right / 300) * (high - low);
  const half = ((high - low) / 2) * 2 ** (down / 150);
  setWindow(text(middle - half), text(middle + half));
}

for (const plane of planes) {
  gestures(plane.section, {
    cross: (event) => cross(plane, event),
    window: () => field("low") && state.window,
    dragWindow,
    slice: (by) => step(plane.told.axis, by),
    volume: stepVolume,
    zoom: (by) => setZoom(nextZoom(by)),
    across: (by) => step(plane.told.across.axis, plane.told.across.turned ? -by : by),
    down: (by) => step(plane.told.down.axis, plane.told.down.turned ? -by : by),
  });
}

/* the panel */
panel.addEventListener("submit", (event) => event.preventDefault());
panel.addEventListener("input", (event) => {
  const { slide, slideVolume } = event.target.dataset;
  if (slide) {
    const at = [...state.at];
    at[named[slide].told.axis] = Number(event.target.value);
    moveTo(at);
  }
  if (slideVolume) setVolume(panel.querySelector(`[data-volume="${slideVolume}"]`), event.target.value);
});
panel.addEventListener("change", (event) => {
  const { at: plane, volume: axis } = event.target.dataset;
  if (plane) {
    const at = [...state.at];
    at[named[plane].told.axis] = space.nearest(named[plane].told.axis, Number(event.target.value));
    moveTo(at);
  }
  if (axis) setVolume(event.target, held(Number(event.target.value), Number(event.target.max) + 1));
  if (["low", "high"].includes(event.target.name)) setWindow(field("low").value, field("high").value);
  if (event.target.name === "interpolation") refresh();
  if (event.target.name === "colormap") {
    const bar = panel.querySelector("[data-bar]");
    bar.src = bar.src.replace(/[^/]+$/, event.target.value);
    refresh();
  }
});
panel.addEventListener("click", (event) => {
  const preset = event.target.closest("[data-low]");
  const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
  if (preset && "automatic" in preset.dataset) automatic(preset.dataset);
  else if (preset) setWindow(preset.dataset.low, preset.dataset.high);
  if (zoom) setZoom(zoom === "fit" ? 1 : nextZoom(zoom === "in" ? 1 : -1));
});

const zoom = Number(new URLSearchParams(location.search).get("zoom"));
for (const plane of planes) {
  plane.move(state.at);
  draw(plane);
}
say();
if (ZOOMS.includes(zoom)) setZoom(zoom);
settle();
