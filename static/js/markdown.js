/* Buttons for the few marks there are. The box stays a plain text box, so dictation and undo work. */
import { behave } from "./behaviours.js";

const pairs = { bold: "**", italic: "*", code: "`" };
const leads = { list: "- ", quote: "> " };

/* execCommand keeps the browser's undo; the setter is for browsers that have dropped it. */
function typeInto(box, text) {
  box.focus();
  if (!document.execCommand?.("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wrapSelection(box, mark) {
  const { selectionStart: start, selectionEnd: end } = box;
  typeInto(box, mark + box.value.slice(start, end) + mark);
  box.setSelectionRange(start + mark.length, end + mark.length);
}

function leadLines(box, lead) {
  const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const lines = box.value.slice(start, box.selectionEnd).split("\n");
  box.setSelectionRange(start, box.selectionEnd);
  typeInto(box, lines.map((line) => lead + line).join("\n"));
}

function writeLink(box) {
  const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const start = box.selectionStart;
  typeInto(box, isAddress ? `[](${chosen})` : `[${chosen}](https://)`);
  const caret = isAddress ? start + 1 : start + chosen.length + 3;
  box.setSelectionRange(caret, isAddress ? caret : caret + 8);
}

behave("[data-markdown]", (bar) => {
  const box = document.getElementById(bar.dataset.markdown);
  if (!box) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-md]")?.dataset.md;
    if (pairs[kind]) wrapSelection(box, pairs[kind]);
    else if (leads[kind]) leadLines(box, leads[kind]);
    else if (kind === "link") writeLink(box);
  });
});
