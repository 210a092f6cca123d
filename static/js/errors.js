/* After a refused form, and after a jump to a comment, focus goes where the eyes go. */
import { behave } from "./behaviours.js";

behave("[data-error-summary]", (summary) => summary.focus());

function focusTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target || !target.matches(".comment, section, h2")) return;
  // A ring around a whole section says less than one around its heading.
  const heard = (target.matches("section") && target.querySelector("h2")) || target;
  heard.setAttribute("tabindex", "-1");
  heard.focus({ preventScroll: true });
}

behave("body", () => {
  if (!document.querySelector("[data-error-summary]")) focusTarget();
  addEventListener("hashchange", focusTarget);
});
