/* The reading panel: text size, spacing, width and theme, kept on this device. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

const sizes = ["-1", "", "1", "2", "3", "4"];

function remember() {
  const { size, spacing, measure, theme } = document.documentElement.dataset;
  try {
    localStorage.setItem("reading", JSON.stringify({ size, spacing, measure, theme }));
  } catch {
    say(word("not-kept"));
  }
}

function choose(key, value) {
  const root = document.documentElement;
  if (value) root.dataset[key] = value;
  else delete root.dataset[key];
}

function showChoices(panel) {
  const chosen = document.documentElement.dataset;
  for (const button of panel.querySelectorAll("[data-set]")) {
    const [key, value = ""] = button.dataset.set.split("=");
    button.setAttribute("aria-pressed", String((chosen[key] ?? "") === value));
  }
}

behave("[data-reading]", (panel) => {
  panel.hidden = false;
  showChoices(panel);
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) {
      const now = sizes.indexOf(document.documentElement.dataset.size ?? "");
      const next = Math.min(Math.max(now + Number(button.dataset.step), 0), sizes.length - 1);
      choose("size", sizes[next]);
      say(word("size", { step: next + 1, steps: sizes.length }));
    } else if (button.dataset.set) {
      choose(...button.dataset.set.split("="));
    } else return;
    remember();
    showChoices(panel);
  });
});

/* Menus made of <details>: Escape and a press elsewhere close them; focus returns to the summary. */
behave("details.menu", (menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
