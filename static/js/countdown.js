/* How long a comment can still be changed: the last hour in minutes, said aloud once near its end. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

const shown = 60;
const short = 5;
let isSaid = false;

behave("[data-left]", (node) => {
  const end = Date.now() + Number(node.dataset.left) * 1000;
  const language = document.documentElement.lang || undefined;
  const speak = new Intl.NumberFormat(language, { style: "unit", unit: "minute", unitDisplay: "long" });
  const show = () => {
    const minutes = Math.ceil((end - Date.now()) / 60000);
    if (minutes < 1) {
      node.textContent = word("time-over");
      clearInterval(ticking);
    } else if (minutes <= shown) {
      node.textContent = word("time-left", { time: speak.format(minutes) });
    }
    if (minutes > 0 && minutes <= short && !isSaid) {
      isSaid = true;
      say(word("time-short", { time: speak.format(minutes) }));
    }
  };
  const ticking = setInterval(show, 20000);
  show();
});
