/* The 3 x 4 grid of the sform: arrows between rows, and pasting what MATLAB, NumPy or FSL print. */

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;

export function numbersIn(text) {
  const plain = text.replace(/(?:np\.|numpy\.)?(?:array|matrix|float\d*)\s*\(/gi, " ").replace(/dtype\s*=\s*[\w.]+/gi, " ").replace(/[−–]/g, "-");
  return plain.match(NUMBER) ?? [];
}

export function problemWith(numbers) {
  if (numbers.length !== 12 && numbers.length !== 16) return `${numbers.length} numbers found; 12 or 16 are needed.`;
  const last = numbers.slice(12).map(Number);
  if (last.length && last.join(" ") !== "0 0 0 1") return `The last row is ${last.join(" ")}; it has to be 0 0 0 1.`;
  return "";
}

export function watchMatrix(matrix) {
  const block = matrix.closest("[data-block]");
  const inputs = [...matrix.querySelectorAll("input")];
  const mark = () => inputs.forEach((input) => input.classList.toggle("is-changed", input.value.trim() !== input.dataset.stored));
  matrix.addEventListener("input", mark);
  matrix.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -4, ArrowDown: 4 }[event.key];
    const next = by && inputs[inputs.indexOf(event.target) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });

  const fill = (text, note) => {
    const numbers = numbersIn(text);
    const problem = problemWith(numbers);
    note.textContent = problem;
    if (problem) return false;
    inputs.forEach((input, index) => { input.value = numbers[index]; });
    inputs[0].dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };

  const button = block.querySelector("[data-paste]");
  const box = block.querySelector("[data-paste-box]");
  const area = box.querySelector("textarea");
  const note = box.querySelector("[data-paste-note]");
  button.hidden = false;
  button.addEventListener("click", () => {
    box.hidden = !box.hidden;
    if (!box.hidden) area.focus();
  });
  area.addEventListener("input", (event) => {
    event.stopPropagation();
    if (area.value.trim() && fill(area.value, note)) {
      box.hidden = true;
      area.value = "";
      inputs[0].focus();
    }
  });
  matrix.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (numbersIn(text).length < 12) return;
    event.preventDefault();
    if (!fill(text, note)) box.hidden = false;
  });
  mark();
}
