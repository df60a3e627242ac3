/* What hands do in a plane: a pointer moves the crosshair or the window, the wheel and the keys step. */

const FAST = 10;
// A touch pad sends many small turns for one notch of a wheel.
const NOTCH = 30;
const SECONDARY = 2;

export function gestures(section, does) {
  let from = null;
  section.addEventListener("pointerdown", (event) => {
    if (event.button === SECONDARY && does.window()) from = { x: event.clientX, y: event.clientY, window: does.window() };
    else if (event.button === 0) does.cross(event);
    else return;
    section.setPointerCapture(event.pointerId);
  });
  section.addEventListener("pointermove", (event) => {
    if (!section.hasPointerCapture(event.pointerId)) return;
    if (from) does.dragWindow(from.window, event.clientX - from.x, event.clientY - from.y);
    else does.cross(event);
  });
  for (const kind of ["pointerup", "pointercancel"]) section.addEventListener(kind, () => { from = null; });
  section.addEventListener("contextmenu", (event) => event.preventDefault());

  let turned = 0;
  section.addEventListener("wheel", (event) => {
    if (does.scrolls?.()) return;
    event.preventDefault();
    turned += event.deltaY || event.deltaX;
    if (Math.abs(turned) < NOTCH) return;
    const by = turned < 0 ? 1 : -1;
    turned = 0;
    if (event.ctrlKey) does.zoom(by);
    else if (event.altKey) does.volume(by);
    else does.slice(by * (event.shiftKey ? FAST : 1));
  }, { passive: false });

  section.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const by = event.shiftKey ? FAST : 1;
    const page = event.altKey ? does.volume : does.slice;
    const act = {
      ArrowLeft: () => does.across(-by),
      ArrowRight: () => does.across(by),
      ArrowUp: () => does.down(-by),
      ArrowDown: () => does.down(by),
      PageUp: () => page(by),
      PageDown: () => page(-by),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
