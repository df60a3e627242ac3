/* Helpers inside an editor: bytes counted while typing, codes filtered, the matrix grid, the dry run's button. */

import { watchMatrix } from "./matrix.js";

const bytes = new TextEncoder();

function watchText(row) {
  const input = row.querySelector("input");
  const used = row.querySelector("[data-used]");
  const count = () => {
    const length = bytes.encode(input.value).length;
    used.textContent = length;
    used.parentElement.classList.toggle("is-over", length > Number(row.dataset.text));
  };
  input.addEventListener("input", count);
  count();
}

function watchCodes(box) {
  const codes = box.closest("fieldset").querySelectorAll(".code");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const code of codes) code.hidden = !code.textContent.toLowerCase().includes(wanted);
  });
  box.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

export function watchEditors(root) {
  for (const form of root.querySelectorAll("[data-editor-form]:not([data-watched])")) {
    form.dataset.watched = "yes";
    form.querySelectorAll("[data-text]").forEach(watchText);
    form.querySelectorAll("[data-filter-codes]").forEach(watchCodes);
    form.querySelectorAll("[data-matrix]").forEach(watchMatrix);
    // With scripts the list appears by itself while typing.
    form.querySelector("[data-dry-run]").hidden = true;
    for (const code of form.querySelectorAll(".codes-scroll :checked")) {
      const list = code.closest(".codes-scroll");
      list.scrollTop = code.closest(".code").offsetTop - list.offsetTop - list.clientHeight / 2;
    }
  }
}
