/* Two states of one image in one frame: side by side, parted by a slider, or one after the other. */

import { turns } from "./turns.js";

function watch(sights) {
  const looks = sights.querySelectorAll("[data-looks] [data-look]");
  const slide = sights.querySelector("[data-slide]");
  const blink = sights.querySelector("[data-blink]");
  const swap = () => { sights.dataset.shown = sights.dataset.shown === "now" ? "then" : "now"; };
  const blinking = turns(blink, swap);
  const look = (name) => {
    sights.dataset.look = name;
    sights.dataset.shown = "now";
    for (const each of looks) each.setAttribute("aria-pressed", String(each.dataset.look === name));
    slide.hidden = name !== "slide";
    blink.hidden = name !== "blink";
    blinking(name === "blink");
  };

  for (const each of looks) each.addEventListener("click", () => look(each.dataset.look));
  slide.addEventListener("input", (event) => sights.style.setProperty("--cut", `${event.target.value}%`));
  sights.querySelector("[data-looks]").hidden = false;
}

document.querySelectorAll("[data-sights]").forEach(watch);
