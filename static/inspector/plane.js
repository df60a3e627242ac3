/* One plane on the page: its picture on a canvas, enlarged about a point, and the crosshair above it. */

import { along } from "./space.js";

const GAP = 9;
const FAR = 4000;

export class Plane {
  constructor(section, told, counts) {
    this.section = section;
    this.name = section.dataset.plane;
    this.told = told;
    this.counts = counts;
    this.stage = section.querySelector("[data-stage]");
    this.lines = [...section.querySelectorAll(".hair line")];
    this.hair = section.querySelector(".hair");
    this.none = section.querySelector("[data-none]");
    this.title = section.querySelector("[data-step]");
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.stage.prepend(this.canvas);
    this.bitmap = null;
    this.zoom = 1;
    this.middle = [told.width / 2, told.height / 2];
    this.at = [0, 0, 0];
    this.seen = 0;
    section.setAttribute("role", "application");
    section.setAttribute("tabindex", "0");
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  /* `address` names what is seen from now on, for whoever waits for it. */
  show(bitmap, address) {
    this.stage.querySelector("img")?.remove();
    this.bitmap = bitmap;
    this.none.hidden = true;
    this.draw();
    this.section.dataset.shown = address;
  }

  refuse(sentence) {
    this.stage.querySelector("img")?.remove();
    this.bitmap = null;
    this.none.textContent = sentence;
    this.none.hidden = false;
    this.draw();
  }

  /* The crosshair goes here; an enlarged picture follows when it would leave what is seen. */
  move(at) {
    this.at = at;
    const [x, y] = this.#cross();
    const { left, top, right, bottom } = this.#seen();
    if (x < left || x > right || y < top || y > bottom) this.middle = [x, y];
    this.#hairs();
  }

  enlarge(zoom) {
    this.zoom = zoom;
    this.middle = this.#cross();
    this.draw();
  }

  /* Where in the picture a pointer is, in the picture's units. */
  point(event) {
    const box = this.stage.getBoundingClientRect();
    const { scale, x, y } = this.#fit();
    return [(event.clientX - box.left - x) / scale, (event.clientY - box.top - y) / scale];
  }

  #cross() {
    return [along(this.told.across, this.at, this.counts), along(this.told.down, this.at, this.counts)];
  }

  /* The scale of the picture on the stage, and where its upper left corner is. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const scale = Math.min(width / this.told.width, height / this.told.height) * this.zoom;
    const start = (room, size, middle) => {
      const shown = size * scale;
      return shown <= room ? (room - shown) / 2 : Math.min(0, Math.max(room - shown, room / 2 - middle * scale));
    };
    return { scale, x: start(width, this.told.width, this.middle[0]), y: start(height, this.told.height, this.middle[1]) };
  }

  #seen() {
    const { scale, x, y } = this.#fit();
    const { clientWidth: width, clientHeight: height } = this.stage;
    return { left: -x / scale, top: -y / scale, right: (width - x) / scale, bottom: (height - y) / scale };
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const dense = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * dense), Math.round(height * dense)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, wide, high);
    if (this.bitmap) {
      const { scale, x, y } = this.#fit();
      // Smoothing would invent values; only what is made smaller is mixed.
      context.imageSmoothingEnabled = this.told.width * scale * dense < this.bitmap.width;
      const [w, h] = [this.told.width * scale, this.told.height * scale];
      context.drawImage(this.bitmap, x * dense, y * dense, w * dense, h * dense);
    }
    this.#hairs();
  }

  #hairs() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width) return;
    this.hair.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const fit = this.#fit();
    const [across, down] = this.#cross();
    const [x, y] = [fit.x + across * fit.scale, fit.y + down * fit.scale];
    const ends = [
      [x, -FAR, x, y - GAP],
      [x, y + GAP, x, FAR],
      [-FAR, y, x - GAP, y],
      [x + GAP, y, FAR, y],
    ];
    this.lines.forEach((line, number) => {
      ["x1", "y1", "x2", "y2"].forEach((name, part) => line.setAttribute(name, ends[number][part]));
    });
  }
}
