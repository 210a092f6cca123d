/* A second press while the first is on its way does nothing. Coming back to the page frees the form. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

behave("form[data-once]", (form) => {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
    say(word("sending"));
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
  });
});
