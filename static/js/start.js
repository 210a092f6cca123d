/* Each behaviour registers what it looks for; new HTML is looked through again. */
import { behaviours } from "./behaviours.js";

function wake(within) {
  for (const [selector, attach] of behaviours) {
    for (const node of within.querySelectorAll(selector)) {
      node.woken ??= new Set();
      if (node.woken.has(attach)) continue;
      node.woken.add(attach);
      attach(node);
    }
  }
}

wake(document);
document.addEventListener("laid", (event) => wake(event.detail));
