/* A value that is shown only once gets a button that copies it. Without scripts it is selected and copied by hand. */

for (const place of document.querySelectorAll("[data-copy]")) {
  const value = place.querySelector("input");
  const button = place.querySelector("button");
  const said = place.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    value.select();
    try {
      // Away from this machine, browsers lend the clipboard to pages behind HTTPS alone.
      await navigator.clipboard.writeText(value.value);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Not copied. It is selected: press Ctrl and C, or ⌘ and C.";
    }
  });
}
