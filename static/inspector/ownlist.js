/* A file of identifiers is read by the browser, and its lines are put into the box. */

const box = document.getElementById("lines");
const file = document.getElementById("lines-file");

if (file) {
  file.closest("[hidden]").hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length) box.value = await file.files[0].text();
    box.focus();
  });
}
