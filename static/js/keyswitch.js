/* Keys are off until a person switches them on, on this device and for every page. */
import { say } from "./say.js";
import { word } from "./words.js";

export function keysAreOn() {
  try {
    return localStorage.getItem("keys") === "on";
  } catch {
    return false;
  }
}

function setKeys(isOn) {
  try {
    localStorage.setItem("keys", isOn ? "on" : "off");
  } catch {
    say(word("not-kept"));
  }
}

export function bindSwitch(toggle, sentence) {
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(keysAreOn()));
  toggle.addEventListener("click", () => {
    setKeys(!keysAreOn());
    toggle.setAttribute("aria-pressed", String(keysAreOn()));
    say(sentence());
  });
}

/* Whether a key is meant for the page, and not for a field or the browser. */
export function isForPage(event) {
  const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
  return keysAreOn() && !isHeld && !event.target.closest("input, textarea, select, dialog, [contenteditable]");
}
