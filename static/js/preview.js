/* What will be published, drawn by the server with the same renderer. */
import { behave } from "./behaviours.js";
import { fetchPart, lay } from "./lay.js";
import { say } from "./say.js";
import { word } from "./words.js";

behave("button[data-preview]", (button) => {
  const place = document.getElementById(button.dataset.preview);
  if (!place) return;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await button.form.tokenReady;
      const address = button.getAttribute("formaction") || "/preview/";
      lay(await fetchPart(address, { method: "POST", body: new FormData(button.form) }), place);
      say(word("previewed"));
      place.tabIndex = -1;
      place.focus();
    } catch {
      say(word("no-preview"));
      place.textContent = word("no-preview");
    }
  });
});
