/* From a reply to what it answers, and back to where one was. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

export function offerWayBack(target, url) {
  const link = document.createElement("a");
  link.className = "way-back";
  link.href = url;
  link.textContent = word("way-back");
  (target.querySelector(".comment-meta") ?? target.querySelector(".comment-body")).append(link);
  say(word("way-back-told"));
  addEventListener("hashchange", () => {
    if (location.hash !== `#${target.id}`) link.remove();
  });
}

behave("a.reply-to", (link) => {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const [id] = /\d+(?=\/?$)/.exec(link.href) ?? [];
    const from = link.closest(".comment").id;
    const target = document.getElementById(`c-${id}`);
    document.querySelector(".way-back")?.remove();
    if (target) {
      offerWayBack(target, `#${from}`);
      return;
    }
    try {
      sessionStorage.setItem("way-back", JSON.stringify([`c-${id}`, `${location.pathname}${location.search}#${from}`]));
    } catch {
      return;
    }
  });
});

/* What was answered stands on another page: the way back is offered there. */
behave("body", () => {
  try {
    const [id, url] = JSON.parse(sessionStorage.getItem("way-back")) ?? [];
    sessionStorage.removeItem("way-back");
    const target = location.hash === `#${id}` && document.getElementById(id);
    if (target) offerWayBack(target, url);
  } catch {
    return;
  }
});
