/* Copies a link. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

behave("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      say(word("copied"));
      const label = button.querySelector("[data-label]");
      if (label) label.textContent = word("copied");
    } catch {
      say(word("not-copied"));
    }
  });
});
