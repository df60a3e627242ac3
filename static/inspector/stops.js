/* Findings and fields by keyboard: j and k go through both in the order of the page, x fixes, e edits. */

const all = () => [...document.querySelectorAll("[data-finding], [data-row]")].filter((it) => it.checkVisibility());
const here = () => all().find((it) => it.classList.contains("is-here"));
const FIRST = ["[data-fix]", ".field-edit", "a"];

function choose(stop) {
  for (const each of document.querySelectorAll(".is-here")) each.classList.remove("is-here");
  stop.classList.add("is-here");
}

export function go(stop) {
  const target = FIRST.map((first) => stop.querySelector(first)).find(Boolean);
  target?.focus({ preventScroll: true });
  choose(stop);
  stop.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const stops = all();
  const at = stops.indexOf(here());
  const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(stops.length - 1, Math.max(0, at + by))];
  if (next) go(next);
}

function edit(name) {
  const row = document.getElementById(name);
  if (!row?.matches("[data-row]")) return false;
  row.closest("details")?.setAttribute("open", "");
  row.hidden = false;
  go(row);
  if (!row.classList.contains("is-open")) row.querySelector(".field-edit")?.click();
  return true;
}

/* The first x chooses, the second fixes: what is fixed is always what is marked. */
function fix() {
  const chosen = here();
  if (chosen?.matches("[data-finding]")) return chosen.querySelector("[data-fix]")?.click();
  const first = all().find((it) => it.matches("[data-finding]") && it.querySelector("[data-fix]"));
  if (first) go(first);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: fix,
  e: () => edit(here()?.id) || edit(here()?.querySelector("[data-field]")?.hash.slice(1)),
};

document.addEventListener("inspector:key", (event) => KEYS[event.detail]?.());

document.addEventListener("focusin", (event) => {
  const stop = event.target.closest?.("[data-finding], [data-row]");
  if (stop) choose(stop);
});

/* A field that a finding names opens in its row. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-field]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && edit(link.hash.slice(1))) event.preventDefault();
});
