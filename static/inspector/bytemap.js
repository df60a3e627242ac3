/* The picture of the bytes: a field lights up with its row, arrows go from field to field. */

const runs = () => [...document.querySelectorAll("[data-run]")];
const runOf = (target) => target.closest?.("[data-run]") ?? document.querySelector(`[data-run="${CSS.escape(target.closest?.("[data-row]")?.id ?? "-")}"]`);

function light(run) {
  for (const each of runs()) each.classList.toggle("is-lit", each === run);
  for (const row of document.querySelectorAll("[data-row]")) row.classList.toggle("is-lit", row.id === run?.dataset.run);
  const caption = document.querySelector("[data-caption]");
  if (caption) caption.textContent = run?.title ?? caption.dataset.none;
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const run = runOf(event.target);
    if (run || event.target.closest?.("[data-bytemap], [data-fields]")) light(run);
  });
}

/* One stop of the Tab key for all of them; without scripts each is one. */
function stopAt(run) {
  for (const each of runs()) each.tabIndex = each === run ? 0 : -1;
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const run = event.target.closest?.("[data-run]");
  if (!run || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = runs();
  const ends = { Home: all[0], End: all.at(-1) };
  const next = ends[event.key] ?? all[all.indexOf(run) + (STEPS[event.key] ?? NaN)];
  if (!next) return;
  event.preventDefault();
  stopAt(next);
  next.focus();
});

document.addEventListener("click", (event) => {
  const run = event.target.closest?.("[data-run]");
  const row = run && document.getElementById(run.hash.slice(1));
  if (!row) return;
  event.preventDefault();
  row.closest("details")?.setAttribute("open", "");
  row.scrollIntoView({ block: "center" });
  (row.querySelector(".field-edit") ?? row.querySelector("a"))?.focus({ preventScroll: true });
});

document.addEventListener("htmx:oobAfterSwap", () => stopAt(runs()[0]));
stopAt(runs()[0]);
