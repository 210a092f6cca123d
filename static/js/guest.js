/* Pages for signed-out readers hold no token: it is fetched when a person begins to write. */
import { behave } from "./behaviours.js";

async function bringToken(form) {
  const answer = await fetch("/accounts/token/", { credentials: "same-origin" });
  const { token } = await answer.json();
  let field = form.elements.csrfmiddlewaretoken;
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "csrfmiddlewaretoken";
    form.append(field);
  }
  field.value = token;
}

/* Should the fetch fail, the form is sent without: the server answers with the form again, filled. */
behave("form[data-guest-form]", (form) => {
  let fetching;
  const begin = () => { fetching ??= bringToken(form).catch(() => { fetching = undefined; }); };
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (form.elements.csrfmiddlewaretoken || form.dataset.sentWithout) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    begin();
    const button = event.submitter;
    fetching.then(() => {
      form.dataset.sentWithout = "yes";
      form.requestSubmit(button);
    });
  });
});
