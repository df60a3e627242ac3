/* Two pictures in turns: at the press of a button, or by themselves where motion is welcome. */

const EACH_MS = 900;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/* `swap` shows the other one; `told` is called after each choice with whether they go on by themselves. */
export function turns(buttons, swap, told = () => {}) {
  const button = buttons.querySelector("[data-blinking]");
  let timer = 0;

  const run = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(swap, EACH_MS) : 0;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Stop" : "Blink by itself";
    told(on);
  };

  button.addEventListener("click", () => run(!timer));
  buttons.querySelector("[data-switch]").addEventListener("click", () => {
    swap();
    run(false);
  });
  return (on) => run(on && !calm.matches);
}
