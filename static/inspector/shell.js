/* The shell: keys, theme without a reload, toasts that leave, menus that close. Every page works without it. */

const typing = (target) =>
  target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
const TWO_STROKES_MS = 1200;
let first = "";

/* An element names its key, or two after one another: data-key="/" or data-key="g l". A field gets the focus, a link is
   followed, to data-key-to when that is a more precise place. What a closed menu holds counts as visible. A key that no
   element names goes to the page as an event. */
const reachable = (it) => it.checkVisibility() || it.closest("details.menu-button:not([open])")?.checkVisibility();

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.body.dataset.keys === "off") return;
  const keys = first ? `${first} ${event.key}` : event.key;
  first = "";
  const all = [...document.querySelectorAll("[data-key]")];
  const found = all.find((it) => it.dataset.key === keys && reachable(it));
  if (found) {
    event.preventDefault();
    if (found.matches("input, textarea, select")) {
      found.focus();
      found.select?.();
    } else if (found.dataset.keyTo) {
      location.assign(found.dataset.keyTo);
    } else {
      found.click();
    }
  } else if (all.some((it) => it.dataset.key.startsWith(`${event.key} `))) {
    first = event.key;
    setTimeout(() => { first = ""; }, TWO_STROKES_MS);
  } else {
    document.dispatchEvent(new CustomEvent("inspector:key", { detail: event.key }));
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".theme") || !event.submitter) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  document.documentElement.dataset.bsTheme = event.submitter.value;
  form.querySelector(event.submitter.value === "dark" ? ".theme-light" : ".theme-dark")?.focus();
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.closest("[data-toast]")?.remove();
  for (const menu of document.querySelectorAll("details:is(.topbar-menu, .topbar-switch)[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details:is(.topbar-menu, .topbar-switch)[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

const STAY_MS = 6000;

function leaveLater(toast) {
  if (toast.dataset.toast === "seen") return;
  toast.dataset.toast = "seen";
  for (const button of toast.querySelectorAll("[data-close]")) button.hidden = false;
  let timer;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    if (!toast.matches(":hover, :focus-within")) timer = setTimeout(() => toast.remove(), STAY_MS);
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", () => setTimeout(start));
  start();
}

const toasts = document.getElementById("toasts");
if (toasts) {
  const all = () => toasts.querySelectorAll("[data-toast]").forEach(leaveLater);
  new MutationObserver(all).observe(toasts, { childList: true, subtree: true });
  all();
}

/* A picture that cannot be drawn says so in its well, instead of the browser's torn sheet. */
function noPicture(picture) {
  const words = document.createElement("span");
  words.className = "slice-none";
  words.textContent = "no picture";
  words.title = picture.alt;
  picture.replaceWith(words);
}

document.addEventListener("error", (event) => event.target.matches?.(".slice img") && noPicture(event.target), true);
for (const picture of document.querySelectorAll(".slice img")) {
  if (picture.complete && picture.currentSrc && !picture.naturalWidth) noPicture(picture);
}

function fail(sentence, detail) {
  const main = document.getElementById("content");
  main.querySelector(":scope > [data-failed]")?.remove();
  const template = document.getElementById("failed");
  const banner = template.content.firstElementChild.cloneNode(true);
  banner.querySelector("strong").textContent = sentence;
  banner.querySelector("p").textContent = detail;
  main.prepend(banner);
}

document.addEventListener("htmx:sendError", () => fail("No answer from the server", "Nothing was written. What you typed is still here."));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  fail(`The server answered ${status}`, "Nothing was written. What you typed is still here. Try again, or reload the page.");
});
