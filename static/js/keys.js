/* Keys for the queue, off until switched on: j and k move, a r s press the buttons of the current case. */
import { behave } from "./behaviours.js";
import { bindSwitch, isForPage, keysAreOn } from "./keyswitch.js";
import { word } from "./words.js";

const verbs = { a: "approve", r: "reject", s: "spam" };

function moveTo(cases, step) {
  const now = cases.findIndex((node) => node.classList.contains("is-current"));
  const next = cases[Math.min(Math.max(now + step, 0), cases.length - 1)];
  if (!next) return;
  cases[now]?.classList.remove("is-current");
  next.classList.add("is-current");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/* A form with words still to be written opens and takes focus; a plain one is sent. */
function pressVerb(card, verb) {
  const form = card?.querySelector(`[data-verb="${verb}"]`);
  if (!form) return;
  const fold = form.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    form.querySelector("textarea, select, input:not([type=hidden]), button")?.focus();
    return;
  }
  if (form.dataset.sending) return;
  const button = form.querySelector("[type=submit]");
  form.requestSubmit(button);
}

behave("[data-keys]", (queue) => {
  const toggle = document.querySelector("[data-keys-switch]");
  const help = document.querySelector("[data-keys-help]");
  if (toggle) bindSwitch(toggle, () => word(keysAreOn() ? "keys-on" : "keys-off"));
  document.addEventListener("keydown", (event) => {
    if (!isForPage(event)) return;
    const cases = [...queue.querySelectorAll("[data-case]")];
    if (event.key === "j") moveTo(cases, 1);
    else if (event.key === "k") moveTo(cases, -1);
    else if (verbs[event.key]) pressVerb(cases.find((node) => node.classList.contains("is-current")), verbs[event.key]);
    else if (event.key === "?" && help) help.showModal();
    else return;
    event.preventDefault();
  });
});
