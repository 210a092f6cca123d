/* Asks before something that is hard to take back. */
import { behave } from "./behaviours.js";
import { word } from "./words.js";

function makeButton(label, kind) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button ${kind}`;
  button.textContent = label;
  return button;
}

export function ask(question, yesLabel) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.textContent = question;
  text.id = "dialog-question";
  dialog.setAttribute("aria-labelledby", text.id);
  const row = document.createElement("div");
  row.className = "buttons";
  const yes = makeButton(yesLabel, "button-danger");
  const no = makeButton(word("cancel"), "button-quiet");
  row.append(no, yes);
  dialog.append(text, row);
  document.body.append(dialog);
  return new Promise((resolve) => {
    yes.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    no.focus();
  });
}

behave("[data-confirm]", (button) => {
  let isSure = false;
  button.addEventListener("click", async (event) => {
    if (isSure) {
      isSure = false;
      return;
    }
    event.preventDefault();
    if (await ask(button.dataset.confirm, button.textContent.trim())) {
      isSure = true;
      button.click();
    } else {
      button.focus();
    }
  });
});
