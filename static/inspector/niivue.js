/* The 3D page: fetches the file from its own download address and hands it to NiiVue, which is loaded only then. */

const card = document.querySelector("[data-niivue]");
const canvas = card.querySelector("canvas");
const part = (name) => card.querySelector(`[data-${name}]`);

function tell(sentence) {
  canvas.hidden = true;
  part("progress").hidden = true;
  const problem = part("problem");
  problem.textContent = sentence;
  problem.hidden = false;
  part("slices").hidden = false;
}

function hasWebGL() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/* The whole file, with its progress shown. */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  const bar = part("progress").querySelector("progress");
  const file = new Uint8Array(Number(answer.headers.get("Content-Length")));
  let length = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    file.set(value, length);
    length += value.length;
    bar.value = length / file.length;
  }
  if (length < file.length) throw new Error("The connection broke off.");
  return file.buffer;
}

const number = (value) => String(Math.round(value * 100) / 100).replace("-", "−");

/* Not the voxel's index: NiiVue counts along axes that it turned itself. */
function place({ mm, values }) {
  const value = values[0]?.value;
  const said = [`RAS+ ${[...mm].slice(0, 3).map(number).join(", ")} mm`, ...(Number.isFinite(value) ? [`value ${number(value)}`] : [])];
  part("place").replaceChildren(...said.map((words) => Object.assign(document.createElement("span"), { textContent: words })));
  part("place").hidden = false;
}

function controls(nv, { SLICE_TYPE, SHOW_RENDER }) {
  const views = { both: SLICE_TYPE.MULTIPLANAR, slices: SLICE_TYPE.MULTIPLANAR, volume: SLICE_TYPE.RENDER };
  const buttons = [...card.querySelectorAll("[data-view]")];
  const show = (view) => {
    nv.opts.multiplanarShowRender = view === "both" ? SHOW_RENDER.ALWAYS : SHOW_RENDER.NEVER;
    nv.setSliceType(views[view]);
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.view));
  show("both");
  const [volume] = nv.volumes;
  const slider = part("volumes").querySelector("input");
  slider.max = volume.nFrame4D;
  slider.addEventListener("input", () => {
    nv.setFrame4D(volume.id, slider.valueAsNumber - 1);
    part("volumes").querySelector("output").value = slider.value;
  });
  nv.onFrameChange = (_, frame) => {
    slider.value = frame + 1;
    part("volumes").querySelector("output").value = slider.value;
  };
  part("volumes").hidden = !(volume.nFrame4D > 1);
  part("controls").hidden = false;
  document.getElementById("niivue-keys").hidden = false;
}

async function load() {
  for (const asked of card.querySelectorAll("[data-ask]")) asked.hidden = true;
  part("progress").hidden = false;
  let file;
  let library;
  try {
    [library, file] = await Promise.all([import(card.dataset.niivue), fetched(card.dataset.file)]);
  } catch (error) {
    return tell(`Not loaded. ${error.message} Reload the page to try again.`);
  }
  const options = {
    dragAndDropEnabled: false,
    logLevel: "silent",
    isSliceMM: true,
    isNearestInterpolation: true,
    sagittalNoseLeft: true,
    showAllOrientationMarkers: true,
    multiplanarPadPixels: 24,
    backColor: [0, 0, 0, 1],
    fontColor: [1, 0.914, 0.659, 1],
    crosshairColor: [0.64, 0.68, 1, 1],
    crosshairWidth: 0.6,
    show3Dcrosshair: true,
  };
  const nv = new library.Niivue(options);
  nv.onLocationChange = place;
  canvas.hidden = false;
  try {
    await nv.attachToCanvas(canvas);
    await nv.loadFromArrayBuffer(file, "revision.nii.gz");
  } catch (error) {
    return tell(`NiiVue does not open this file. It says: ${error.message}`);
  }
  part("progress").hidden = true;
  controls(nv, library);
  nv.createOnLocationChange();
  card.dataset.drawn = "";
}

// What a key means to the picture it does not mean to the page: d there is no download.
canvas.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") event.stopPropagation();
});
canvas.addEventListener("webglcontextlost", () => tell("The graphics card gave up on this picture. Reload the page to try again."));

if (!hasWebGL()) tell("No 3D here: this browser has no WebGL 2, or it is switched off. The slices of the viewer are drawn by the server and show the same voxels.");
else if (part("ask")) {
  for (const asked of card.querySelectorAll("[data-ask]")) asked.hidden = false;
  part("load").addEventListener("click", load);
} else load();
