/* While a card is open and looked at, others see who does: said again once a minute. */
import { behave } from "./behaviours.js";

const MINUTE = 60_000;

behave("[data-claim]", (node) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(node.dataset.claim, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok) clearInterval(timer);
    } catch {
      /* Without a connection the claim ends by itself. */
    }
  }, MINUTE);
});
