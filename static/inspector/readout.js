/* What is in the crosshair, in words and numbers: the place, the voxel, and its value as the server reads it. */

const NOTHING = ["–", "–", "–"];
const UNKNOWN = { value: "none", stored: "none" };

/* Seven digits, as many as a float32 holds; the parts of a colour or of a complex number one after another. */
export const text = (number) => {
  if (Array.isArray(number)) return number.map(text).join(" ");
  return typeof number === "number" ? String(Number(number.toPrecision(7))) : number;
};

const millimetres = (number) => number.toFixed(1).replace(/^-(?=0\.0$)/, "").replace("-", "−");

export class ReadOut {
  #values = new Map();
  #asked = 0;

  constructor(panel, told, spaces, space) {
    this.rows = [...panel.querySelectorAll("[data-read-out] tr")].map((row) => [...row.querySelectorAll("td")]);
    this.shown = panel.querySelector("[data-value]");
    this.stored = panel.querySelector("[data-stored]");
    this.told = told;
    this.spaces = spaces;
    this.space = space;
  }

  #voxel(at) {
    const place = this.space.place(at);
    const inside = this.space === this.spaces.voxel || !place ? at : this.spaces.voxel.at(place);
    return this.spaces.voxel.holds(inside) ? inside : null;
  }

  place(at) {
    const place = this.space.place(at);
    const ras = place?.map(millimetres) ?? NOTHING;
    const lps = place ? [-place[0], -place[1], place[2]].map(millimetres) : NOTHING;
    [ras, lps, this.#voxel(at) ?? NOTHING].forEach((numbers, row) => {
      this.rows[row].forEach((cell, column) => { cell.textContent = numbers[column]; });
    });
  }

  label(plane, at) {
    const step = this.space.told(plane.told.axis, at[plane.told.axis]);
    const name = plane.name[0].toUpperCase() + plane.name.slice(1);
    const place = this.space.place(at);
    const mm = place ? `, at ${place.map(millimetres).join(", ")} mm` : "";
    const which = this.space === this.spaces.voxel ? `slice ${step}` : `${step} mm`;
    return `${name}, ${which}${mm}, value ${this.shown.textContent}`;
  }

  /* Ask for the value; an answer that comes after a newer question is not shown. */
  async value(at, volume) {
    const voxel = this.#voxel(at);
    const number = (this.#asked += 1);
    const address = `${this.told.voxel}?at=${voxel}&volume=${volume}&revision=${this.told.revision}`;
    const found = voxel ? await this.#found(address) : UNKNOWN;
    if (number !== this.#asked) return;
    this.shown.textContent = text(found.value);
    this.stored.textContent = text(found.stored);
  }

  async #found(address) {
    if (!this.#values.has(address)) {
      const answer = await fetch(address).catch(() => null);
      if (!answer) return UNKNOWN;
      this.#values.set(address, answer.ok ? await answer.json() : UNKNOWN);
    }
    return this.#values.get(address);
  }
}
