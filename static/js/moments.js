/* Times in the reader's own zone. A text that cannot be read as a time stays as the server wrote it. */
import { behave } from "./behaviours.js";

const dayLong = 86400000;

function nearTime(then, now, language) {
  const seconds = (then - now) / 1000;
  const speak = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 45) return speak.format(0, "second");
  if (size < 2700) return speak.format(Math.round(seconds / 60), "minute");
  if (size < 79200) return speak.format(Math.round(seconds / 3600), "hour");
  return speak.format(Math.round(seconds / 86400), "day");
}

function localTime(node) {
  const written = node.getAttribute("datetime");
  const then = new Date(written);
  if (!written.includes("T") || Number.isNaN(then.getTime())) return;
  const language = document.documentElement.lang || undefined;
  const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  node.title = full.format(then);
  if (node.hasAttribute("data-keep")) return;
  if (node.dataset.moment === "until") {
    const end = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
    node.textContent = end.format(then);
    return;
  }
  const isNear = Math.abs(Date.now() - then) < 7 * dayLong;
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long" });
  node.textContent = isNear ? nearTime(then, Date.now(), language) : day.format(then);
}

behave("time[datetime]", (node) => {
  try {
    localTime(node);
  } catch {
    node.removeAttribute("title");
  }
});
