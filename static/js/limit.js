/* Counts characters. Text over the limit is kept and said, never cut: maxlength would cut a paste silently. */
import { behave } from "./behaviours.js";
import { word } from "./words.js";

behave("textarea[maxlength], textarea[data-limit]", (box) => {
  const limit = Number(box.dataset.limit ?? box.maxLength);
  if (!(limit > 0)) return;
  box.removeAttribute("maxlength");
  const count = document.createElement("p");
  count.className = "field-count";
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  box.after(count, spoken);
  let said = "";
  let waiting;
  const show = () => {
    const used = [...box.value].length;
    const isOver = used > limit;
    const isNear = used > limit * 0.9;
    const sentence = word(isOver ? "over" : "left", { count: Math.abs(limit - used), limit });
    count.textContent = used ? sentence : "";
    count.classList.toggle("is-over", isOver);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = isNear ? sentence : "";
      if (now !== said) spoken.textContent = said = now;
    }, 1200);
  };
  box.addEventListener("input", show);
  show();
});
