/* The image pages: filter, keys, editors in the table that keep what was typed, focus after a swap. */

import { watchEditors } from "./editor.js";
import { go } from "./stops.js";

const fields = () => document.getElementById("fields");
const rows = () => [...(fields()?.querySelectorAll("[data-row]") ?? [])].filter((row) => row.offsetParent);
const kept = new Map();

/* filter */
function filter(text) {
  const card = fields();
  const wanted = text.trim().toLowerCase();
  let found = 0;
  for (const row of card.querySelectorAll("[data-row]")) {
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    if (!row.hidden) found += 1;
  }
  for (const topic of card.querySelectorAll(".topic")) topic.hidden = !topic.querySelector("[data-row]:not([hidden])");
  for (const fold of card.querySelectorAll("details.fold")) if (wanted !== "") fold.open = true;
  card.querySelector("[data-none]").hidden = found > 0;
  card.querySelector("[data-none-text]").textContent = text;
}

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-filter]")) filter(event.target.value);
});

/* editors */
const wrongIn = (root) => root.querySelector("[aria-invalid=true]:checked") ?? root.querySelector("[aria-invalid=true]");
const editorOf = (key) => document.getElementById(`editor-${key}`);

function close(editor, { keep = true } = {}) {
  const row = editor.previousElementSibling;
  if (keep) kept.set(editor.dataset.editor, editor);
  else kept.delete(editor.dataset.editor);
  editor.remove();
  row?.classList.remove("is-open");
  row?.querySelector(".field-edit")?.focus();
}

function opened(editor) {
  const others = fields().querySelectorAll("[data-editor]");
  for (const other of others) if (other !== editor) close(other);
  const row = editor.previousElementSibling;
  row?.classList.add("is-open");
  watchEditors(editor);
  const wrong = wrongIn(editor);
  const name = row?.id ? CSS.escape(row.id) : "";
  const first = name && editor.querySelector(`:checked[name^="${name}"], input:not([type=radio])[name^="${name}"], select[name^="${name}"]`);
  (wrong ?? first ?? editor.querySelector("input:not([type=hidden]), select"))?.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.target.closest("[data-edit]");
  if (!link) return;
  const row = link.closest("[data-row]");
  const here = editorOf(link.dataset.edit);
  if (here?.previousElementSibling === row) {
    event.preventDefault();
    close(here);
    return;
  }
  if (here) close(here);
  if (kept.has(link.dataset.edit)) {
    event.preventDefault();
    row.after(kept.get(link.dataset.edit));
    opened(editorOf(link.dataset.edit));
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  // An editor that opens is settled as its row, one that came back with errors as itself.
  const opening = event.target.matches("[data-row]") ? event.target.nextElementSibling : event.target;
  if (opening?.matches("[data-editor]")) opened(opening);
});

/* The table comes back: focus returns to the row whose editor was sent, and an editor opened meanwhile stays open. */
let returnTo = "";
let reopen = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== fields() || event.detail.xhr.status >= 400) return;
  const sent = event.detail.requestConfig.elt.closest("[data-editor]");
  const open = fields().querySelector("[data-editor]");
  returnTo = sent?.previousElementSibling?.id ?? "";
  reopen = open && open !== sent ? { editor: open, row: open.previousElementSibling.id } : null;
  kept.delete(sent?.dataset.editor);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "fields") return;
  const row = returnTo ? document.getElementById(returnTo) : null;
  if (reopen) {
    document.getElementById(reopen.row).after(reopen.editor);
    opened(reopen.editor);
  } else (row?.querySelector(".field-edit") ?? document.getElementById("fields-title"))?.focus();
  returnTo = "";
  reopen = null;
});

document.addEventListener("click", (event) => {
  const editor = event.target.closest("[data-editor]");
  if (event.target.closest("[data-close-editor]")) close(editor);
  if (event.target.closest("[data-cancel-editor]")) close(editor, { keep: false });
  if (event.target.closest("[data-clear]")) {
    const input = fields().querySelector("[data-filter] input");
    input.value = "";
    filter("");
    input.focus();
  }
  for (const menu of document.querySelectorAll("details.menu-button[open]")) if (!menu.contains(event.target)) menu.open = false;
});

/* keys */
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return escape(event);
  if (event.target.matches("[data-filter] input") && ["Enter", "ArrowDown"].includes(event.key) && rows().length) {
    event.preventDefault();
    return go(rows()[0]);
  }
  if (event.key === "Enter" && event.ctrlKey) return event.target.closest("form[data-save]")?.requestSubmit();
});

function escape(event) {
  const menu = document.querySelector("details.menu-button[open]");
  const editor = event.target.closest("[data-editor]") ?? fields()?.querySelector("[data-editor]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.target.matches("[data-filter] input")) {
    if (event.target.value) {
      event.target.value = "";
      filter("");
    } else event.target.blur();
  } else if (editor) close(editor);
  else if (!event.target.closest("input, textarea, select")) document.querySelector("[data-back]")?.click();
}

/* a form that writes is sent once */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-save]");
  if (!form) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const button = form.querySelector("[data-busy]");
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

watchEditors(document);
document.querySelector("[data-errors]")?.focus();
wrongIn(document)?.focus();
