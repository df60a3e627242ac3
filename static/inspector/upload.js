/* Uploads with progress: one request per image, two at a time, each failure beside its file while the others go on.
   Without this script the form posts the chosen files at once and the library says what became of each. */

import { chosen, dropped, sorted } from "./gather.js";

const AT_ONCE = 2;
const SAY_EVERY_MS = 5000;
const form = () => document.getElementById("drop");
const card = document.getElementById("uploads");
const list = document.getElementById("uploads-list");
const total = document.getElementById("uploads-total");
const rowTemplate = document.getElementById("upload-row");

const waiting = [];
const running = new Set();
const count = { stored: 0, failed: 0 };

function sizeText(bytes) {
  if (bytes < 1023.5) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let amount = bytes;
  for (const unit of ["KiB", "MiB", "GiB", "TiB"]) {
    amount /= 1024;
    if (amount < 1023.5 || unit === "TiB") return `${Number(amount.toPrecision(3))} ${unit}`;
  }
  return "";
}

function add(found) {
  const { images, left } = sorted(found);
  if (!images.length && !left.length) return;
  card.hidden = false;
  for (const image of images) queue(image);
  if (left.length) list.append(leftOut(left));
  pump();
}

function newRow(image) {
  const row = rowTemplate.content.firstElementChild.cloneNode(true);
  row.querySelector(".upload-name").textContent = image.name;
  label(row, image.name);
  if (image.folder) note(row, image.folder);
  row.querySelector(".upload-size").textContent = sizeText(image.size);
  row.bar = row.querySelector("progress");
  row.bar.setAttribute("aria-label", `Uploading ${image.name}`);
  row.querySelector(".upload-state").replaceChildren("Waiting");
  return row;
}

function note(row, folder) {
  const small = document.createElement("small");
  small.textContent = folder;
  row.querySelector(".upload-name").append(small);
}

function label(row, name) {
  row.querySelector("[data-stop]").setAttribute("aria-label", `Stop ${name}`);
  row.querySelector("[data-again]").setAttribute("aria-label", `Upload ${name} again`);
}

function queue(image, before) {
  const row = newRow(image);
  if (before) before.replaceWith(row);
  else list.append(row);
  row.job = { image, row };
  waiting.push(row.job);
}

function leftOut(paths) {
  const row = newRow({ name: `${paths.length} other file${paths.length > 1 ? "s" : ""}`, size: 0 });
  row.classList.add("upload-left");
  row.querySelector(".upload-icon use").setAttribute("href", sprite("info"));
  const shown = paths.slice(0, 4).map((path) => path.split("/").at(-1)).join(", ");
  row.querySelector(".upload-state").textContent =
    `Left out: hidden files and sidecars such as .json and .bval are not images. ${shown}${paths.length > 4 ? " …" : ""}`;
  row.querySelector(".upload-size").textContent = "";
  return asDismissible(row);
}

function sprite(name) {
  return rowTemplate.content.querySelector(".upload-icon use").getAttribute("href").replace(/#.*/, `#${name}`);
}

function asDismissible(row) {
  const stop = row.querySelector("[data-stop]");
  stop.title = "Dismiss";
  stop.setAttribute("aria-label", stop.getAttribute("aria-label").replace(/^Stop/, "Dismiss"));
  return row;
}

function pump() {
  while (running.size < AT_ONCE && waiting.length) send(waiting.shift());
  say();
}

function send(job) {
  const { image, row } = job;
  const limit = Number(form().dataset.limit);
  const large = image.files.find((file) => file.size > limit);
  if (large) {
    fail(job, `${large.name} has ${sizeText(large.size)}; up to ${form().dataset.limitText} are taken per file.`);
    return;
  }
  row.querySelector(".upload-state").replaceChildren(row.bar);
  const body = new FormData();
  for (const file of image.files) body.append("file", file);
  body.append("path", image.folder);
  body.append("dataset", form().elements.dataset.value);
  const xhr = (job.xhr = new XMLHttpRequest());
  running.add(job);
  xhr.open("POST", form().action);
  xhr.setRequestHeader("X-CSRFToken", form().elements.csrfmiddlewaretoken.value);
  xhr.setRequestHeader("HX-Request", "true");
  xhr.upload.addEventListener("progress", (event) => progress(row, image, event));
  xhr.addEventListener("load", () => done(job, xhr));
  xhr.addEventListener("error", () => fail(job, "No answer from the server. Upload it again when the server is back."));
  xhr.addEventListener("abort", () => fail(job, "Stopped. Nothing of it was kept."));
  xhr.send(body);
}

function progress(row, image, event) {
  if (!event.lengthComputable) return;
  row.bar.value = event.loaded / event.total;
  const sent = Math.min(image.size, Math.round((image.size * event.loaded) / event.total));
  row.querySelector(".upload-size").textContent =
    event.loaded < event.total ? `${sizeText(sent)} of ${sizeText(image.size)}` : "Storing …";
}

function done(job, xhr) {
  const answer = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".upload");
  if (!answer || ![201, 422, 503].includes(xhr.status)) {
    fail(job, `The server answered ${xhr.status}. Nothing of it was kept.`);
    return;
  }
  finish(job, answer, answer.classList.contains("upload-stored"));
}

function fail(job, sentence) {
  const row = newRow(job.image);
  row.classList.add("upload-failed");
  row.querySelector(".upload-icon use").setAttribute("href", sprite("error"));
  const strong = document.createElement("strong");
  strong.textContent = "Not stored.";
  row.querySelector(".upload-state").replaceChildren(strong, ` ${sentence}`);
  row.querySelector("[data-again]").hidden = false;
  finish(job, asDismissible(row), false);
}

function finish(job, row, stored) {
  if (job.image.folder && !row.querySelector("small")) note(row, job.image.folder);
  row.job = { image: job.image, over: true, stored };
  const hadFocus = job.row.contains(document.activeElement);
  job.row.replaceWith(row);
  // The list scrolls: what failed must not be out of sight.
  if (!stored) list.prepend(row);
  if (hadFocus) row.querySelector("button:not([hidden])").focus();
  running.delete(job);
  count[stored ? "stored" : "failed"] += 1;
  if (stored) refreshSoon();
  pump();
}

list.addEventListener("click", (event) => {
  const row = event.target.closest(".upload");
  if (!row) return;
  if (event.target.closest("[data-again]")) {
    count.failed -= 1;
    queue(row.job.image, row);
    row.job.over = false;
    pump();
  } else if (event.target.closest("[data-stop]")) {
    stop(row);
  }
});

function stop(row) {
  const job = row.job;
  if (job?.xhr) return job.xhr.abort();
  const place = waiting.indexOf(job);
  if (place >= 0) {
    waiting.splice(place, 1);
    return fail(job, "Stopped before it was sent.");
  }
  if (job) count[job.stored ? "stored" : "failed"] -= 1;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("button:not([hidden])") ?? document.getElementById("uploads-title")).focus();
  say();
  return undefined;
}

document.getElementById("uploads-clear").addEventListener("click", () => {
  for (const row of list.querySelectorAll(".upload-stored, .upload-left")) row.remove();
  count.stored = 0;
  say();
  document.getElementById("uploads-title").focus();
});

let lastSaid = 0;
let sayTimer;

function say() {
  card.hidden = !list.children.length;
  clearTimeout(sayTimer);
  const wait = running.size || waiting.length ? lastSaid + SAY_EVERY_MS - Date.now() : 0;
  sayTimer = setTimeout(() => {
    lastSaid = Date.now();
    const parts = [[running.size, "running"], [waiting.length, "waiting"], [count.stored, "stored"], [count.failed, "not stored"]];
    total.textContent = parts.filter(([number]) => number).map(([number, word]) => `${number} ${word}`).join(", ");
  }, Math.max(wait, 0));
}

let refreshTimer;

function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, running.size || waiting.length ? 1500 : 150);
}

/** The whole page again, of which the table is taken, and on the first visit everything around it. */
async function refresh() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const first = document.querySelector(".intake-first");
  for (const id of first ? ["intake", "images"] : ["total", "images"]) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (!fresh || !old || old.contains(document.activeElement)) continue;
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("#files, #folder")) return;
  add(chosen(event.target.files));
  event.target.value = "";
});

document.addEventListener("submit", (event) => {
  if (event.target === form()) event.preventDefault();
});

let depth = 0;
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

window.addEventListener("dragenter", (event) => {
  if (!hasFiles(event)) return;
  depth += 1;
  document.body.classList.add("is-dropping");
});
window.addEventListener("dragleave", (event) => {
  if (hasFiles(event) && (depth -= 1) <= 0) document.body.classList.remove("is-dropping");
});
window.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
window.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("is-dropping");
  add(await dropped(event.dataTransfer));
});

window.addEventListener("beforeunload", (event) => {
  if (running.size || waiting.length) event.preventDefault();
});
