/* Keys for the queue, off until switched on. The list that "?" shows says which key does what. */
import { behave } from "./behaviours.js";
import { bindSwitch, isForPage, keysAreOn } from "./keyswitch.js";
import { word } from "./words.js";

function chosenKeys() {
  const shown = document.querySelectorAll("[data-keys-help] [data-key]");
  return Object.fromEntries([...shown].map((node) => [node.textContent.trim(), node.dataset.key]));
}

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
  const keys = chosenKeys();
  document.addEventListener("keydown", (event) => {
    if (!isForPage(event)) return;
    const cases = [...queue.querySelectorAll("[data-case]")];
    const current = cases.find((node) => node.classList.contains("is-current"));
    const action = keys[event.key.toLowerCase()];
    if (event.key === "?" && help) help.showModal();
    else if (action === "next") moveTo(cases, 1);
    else if (action === "previous") moveTo(cases, -1);
    else if (action === "tick") current?.querySelector("[data-tick]")?.click();
    else if (action === "undo") pressVerb(document, "undo");
    else if (action) pressVerb(current, action);
    else return;
    event.preventDefault();
  });
});
