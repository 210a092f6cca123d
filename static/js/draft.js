/* What a person types is kept on this device until it is sent. Passwords and addresses are not. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

const keepDays = 30;

function draftFields(form) {
  return [...form.elements].filter((field) => field.matches("textarea, input[type=text]") && !field.closest(".trap") && field.name);
}

/* A draft that was sent comes back only when the reader does: the page in between may have failed. */
function readDraft(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (!draft || Date.now() - draft.at > keepDays * 86400000) return {};
    const arrived = performance.getEntriesByType("navigation")[0]?.type;
    return draft.isSent && arrived === "navigate" ? {} : draft.values;
  } catch {
    return {};
  }
}

function writeDraft(key, form, isSent) {
  const values = Object.fromEntries(draftFields(form).map((field) => [field.name, field.value]));
  try {
    if (Object.values(values).some((value) => value.trim())) localStorage.setItem(key, JSON.stringify({ at: Date.now(), isSent, values }));
    else localStorage.removeItem(key);
  } catch {
    return;
  }
}

function dropDraft(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}

behave("form[data-draft]", (form) => {
  const key = `draft:${form.dataset.draft}`;
  const values = readDraft(key);
  let isRestored = false;
  for (const field of draftFields(form)) {
    if (!field.value && values[field.name]) {
      field.value = values[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      isRestored = true;
    }
  }
  const note = form.querySelector("[data-draft-note]");
  if (isRestored) {
    if (note) note.textContent = word("restored");
    say(word("restored"));
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => writeDraft(key, form, false), 400);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    writeDraft(key, form, !event.defaultPrevented);
  });
});

/* The page after posting names the drafts that were taken in: data-sent="KEY". */
behave("[data-sent]", (node) => dropDraft(`draft:${node.dataset.sent}`));
