/* While a title is typed, what was asked before is offered. */
import { behave } from "./behaviours.js";
import { fetchPart, lay } from "./lay.js";
import { say } from "./say.js";
import { word } from "./words.js";

behave("input[data-similar]", (field) => {
  const place = document.getElementById(field.dataset.similar);
  if (!place) return;
  let waiting;
  let asked = "";
  const look = async () => {
    const title = field.value.trim();
    if (title.length < 8 || title === asked) return;
    asked = title;
    try {
      const part = await fetchPart(`/forum/ask/similar/?title=${encodeURIComponent(title)}`);
      if (title !== field.value.trim()) return;
      lay(part, place);
      const count = place.querySelectorAll("li").length;
      if (count) say(word("similar", { count }));
    } catch {
      asked = "";
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 600);
  });
});
