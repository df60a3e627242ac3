/* The grid that the crosshair steps along, and where its steps lie: in a picture, in the patient, at a slider. */

const applied = (affine, at) => affine.map((row) => row[0] * at[0] + row[1] * at[1] + row[2] * at[2] + row[3]);

export const held = (step, count) => Math.min(Math.max(Math.round(step), 0), count - 1);

export class Space {
  constructor(told) {
    Object.assign(this, told);
  }

  value(axis, step) {
    return Number((this.first[axis] + step * this.step).toFixed(this.decimals));
  }

  /* A value as people read it: no more decimals than tell steps apart. */
  told(axis, step) {
    return this.value(axis, step).toFixed(this.shown).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");
  }

  nearest(axis, value) {
    return held((value - this.first[axis]) / this.step, this.counts[axis]);
  }

  place(at) {
    return this.affine && applied(this.affine, at);
  }

  /* The step that a place in mm lies in, which may be outside. */
  at(place) {
    return applied(this.inverse, place).map(Math.round);
  }

  holds(at) {
    return at.every((step, axis) => step >= 0 && step < this.counts[axis]);
  }

  inside(at) {
    return at.map((step, axis) => held(step, this.counts[axis]));
  }
}

/* From a step to the middle of its strip along a side of a picture, and back. */
const turned = (side, step, count) => (side.turned ? count - 1 - step : step);

export const along = (side, at, counts) =>
  side.offset + (turned(side, at[side.axis], counts[side.axis]) + 0.5) * side.scale;

export const stepAt = (side, position, counts) =>
  held(turned(side, Math.floor((position - side.offset) / side.scale), counts[side.axis]), counts[side.axis]);
