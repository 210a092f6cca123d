/* New comments: from one to the next, and for people without an account a marker kept on this device. */
import { behave } from "./behaviours.js";
import { bindSwitch, isForPage, keysAreOn } from "./keyswitch.js";
import { say } from "./say.js";
import { word } from "./words.js";

const visitLong = 3600000;
const keptMarkers = 200;

/* The last number of before this visit: a reload or a second tab does not move it. */
export function visitFrom(id, last) {
  try {
    const markers = JSON.parse(localStorage.getItem("read")) ?? {};
    const { from = last, to = last, at = 0 } = markers[id] ?? {};
    const begin = Date.now() - at > visitLong ? to : from;
    markers[id] = { from: begin, to: Math.max(to, last), at: Date.now() };
    const latest = Object.entries(markers).sort(([, one], [, other]) => other.at - one.at).slice(0, keptMarkers);
    localStorage.setItem("read", JSON.stringify(Object.fromEntries(latest)));
    return begin;
  } catch {
    return last;
  }
}

export function markNew(comment) {
  const badge = document.createElement("span");
  badge.className = "badge badge-new";
  badge.textContent = word("new");
  comment.dataset.new = "";
  comment.setAttribute("aria-label", `${comment.getAttribute("aria-label")}, ${word("new")}`);
  comment.querySelector(".comment-by")?.append(badge);
}

function linkNext(comment, next) {
  const link = document.createElement("a");
  link.className = "next-new";
  link.href = `#${next.id}`;
  link.textContent = word("next-new");
  comment.querySelector(".comment-meta")?.append(link);
}

behave("[data-discussion]:not([data-member])", (section) => {
  const from = visitFrom(section.dataset.discussion, Number(section.dataset.last));
  const fresh = [...section.querySelectorAll("[data-number]")].filter((node) => Number(node.dataset.number) > from);
  const bar = document.querySelector("[data-local-news]");
  if (!fresh.length || !bar) return;
  fresh.forEach(markNew);
  fresh.slice(1).forEach((next, at) => linkNext(fresh[at], next));
  bar.hidden = false;
  bar.querySelector("[data-news-count]").textContent = word("new-here", { count: fresh.length });
  bar.querySelector("[data-news-first]").href = `#${fresh[0].id}`;
});

function goToNext(bar) {
  const here = document.activeElement?.closest(".comment") ?? document.querySelector(".comment:target");
  const isAfter = (node) => !here || here.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = [...document.querySelectorAll("[data-new]")].find(isAfter);
  if (next && location.hash === `#${next.id}`) next.focus();
  else if (next) location.hash = next.id;
  else if (bar.dataset.elsewhere) location.assign(bar.dataset.elsewhere);
  else say(word("no-more-new"));
}

behave(".news:not([hidden])", (bar) => {
  const toggle = bar.querySelector("[data-news-keys]");
  bindSwitch(toggle, () => word(keysAreOn() ? "news-keys-on" : "news-keys-off"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "n" || !isForPage(event)) return;
    event.preventDefault();
    goToNext(bar);
  });
});

/* At the end of the page, reached by the reader's own hand, what was in sight is no longer new. */
behave("[data-news]", (bar) => {
  const end = document.querySelector("[data-news-end]");
  if (!end || !window.IntersectionObserver) return;
  const seen = new Set();
  let isMoved = false;
  let isAtEnd = false;
  const settle = () => {
    if (!isMoved || !isAtEnd || !seen.size) return;
    eye.disconnect();
    const token = bar.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, numbers: [...seen].join(",") });
    fetch(bar.dataset.news, { method: "POST", body, keepalive: true }).catch(() => {});
    seen.clear();
  };
  const eye = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (target === end) isAtEnd = isIntersecting;
      else if (isIntersecting) seen.add(target.dataset.number);
    }
    settle();
  });
  for (const comment of document.querySelectorAll("[data-new]")) eye.observe(comment);
  eye.observe(end);
  for (const hand of ["wheel", "touchmove", "keydown"]) {
    addEventListener(hand, () => { isMoved = true; settle(); }, { once: true, passive: true });
  }
});
