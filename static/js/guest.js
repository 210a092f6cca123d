/* Pages for signed-out readers hold no token: it is fetched when a person begins to write. */
import { behave } from "./behaviours.js";

function fill(form, name, value) {
  let field = form.elements[name];
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

/* The key makes a second press harmless, the stamp says when the writing began. */
async function bringToken(form) {
  const answer = await fetch("/accounts/token/", { credentials: "same-origin" });
  const fresh = await answer.json();
  fill(form, "csrfmiddlewaretoken", fresh.token);
  for (const name of ["form_key", "stamp"]) {
    if (form.elements[name] && !form.elements[name].value) fill(form, name, fresh[name]);
  }
}

/* Should the fetch fail, the form is sent without: the server answers with the form again, filled. */
behave("form[data-guest-form]", (form) => {
  let fetching;
  const begin = () => { fetching ??= form.tokenReady = bringToken(form).catch(() => { fetching = undefined; }); };
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
