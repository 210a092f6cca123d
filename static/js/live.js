/*
 * While a discussion is open: a line says how many new replies there are, and shows them when asked.
 * Told by a stream where the server has one, else by asking from time to time. Both carry numbers only.
 */
import { behave } from "./behaviours.js";
import { fetchPart } from "./lay.js";
import { markNew, visitFrom } from "./news.js";
import { say } from "./say.js";
import { offerWayBack } from "./wayback.js";
import { word } from "./words.js";

const streamPatience = 10000;
const beatPatience = 75000;
const backSoon = 2000;

function ringBells(unread) {
  for (const bell of document.querySelectorAll("[data-bell]")) {
    bell.hidden = !unread;
    bell.querySelector("[data-bell-count]").textContent = unread;
  }
}

/* Calls back with what is told, until it is stopped. A stream that stays silent is given up. */
function stream(url, hear, giveUp) {
  const source = new EventSource(url);
  let alarm;
  const stop = () => { clearTimeout(alarm); source.close(); };
  const failed = () => { stop(); giveUp(); };
  const isAlive = () => { clearTimeout(alarm); alarm = setTimeout(failed, beatPatience); };
  alarm = setTimeout(failed, streamPatience);
  source.addEventListener("message", (event) => { isAlive(); hear(JSON.parse(event.data)); });
  source.addEventListener("beat", isAlive);
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) failed(); });
  return stop;
}

/* Asks less often while nothing happens, and much less while nobody answers. */
function poll(url, every, first, hear) {
  let wait = first;
  let last = "";
  let timer;
  const later = () => { timer = setTimeout(ask, wait * (0.9 + Math.random() / 5)); };
  const ask = async () => {
    try {
      const answer = await fetch(url(), { headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 404 || answer.status === 403) return;
      if (!answer.ok) throw new Error(`Status ${answer.status}`);
      const text = await answer.text();
      wait = text === last ? Math.min(Math.max(wait, every) * 1.1, every * 5) : every;
      last = text;
      if (!isStopped) hear(JSON.parse(text));
    } catch {
      wait = Math.min(Math.max(wait, every) * 2, every * 15);
    }
    if (!isStopped) later();
  };
  let isStopped = false;
  later();
  return () => { isStopped = true; clearTimeout(timer); };
}

function isFolded(comment) {
  return comment.hidden || comment.querySelector(":scope > [data-fold][aria-expanded=false]");
}

/* Puts what `there` has more into `here`, behind what it follows there. Returns the new comments. */
function takeOver(here, there) {
  const added = [];
  let before = null;
  for (const node of [...there.children]) {
    const known = node.id && document.getElementById(node.id);
    if (known) {
      before = known;
      continue;
    }
    const fresh = document.importNode(node, true);
    if (before) before.after(fresh);
    else here.prepend(fresh);
    if (before && isFolded(before)) fresh.hidden = true;
    before = fresh;
    if (node.id) added.push(fresh);
  }
  return added;
}

function mergeThreads(here, there) {
  const added = [];
  let before = null;
  for (const thread of there.querySelectorAll("[data-thread]")) {
    const id = thread.querySelector(".comment").id;
    let mine = document.getElementById(id)?.closest("[data-thread]");
    if (mine) {
      mine.querySelector(":scope > .more-replies")?.remove();
      added.push(...takeOver(mine, thread));
    } else {
      mine = document.importNode(thread, true);
      if (before) before.after(mine);
      else here.prepend(mine);
      added.push(...mine.querySelectorAll(".comment"));
    }
    before = mine;
  }
  return added;
}

/* The page as it is now, laid into this one: what is being read keeps its place on the screen. */
async function bring(page) {
  const part = await fetchPart(location.href.split("#")[0]);
  const fresh = part.querySelector("[data-discussion]");
  const list = page.matches(".threads") ? page : page.querySelector(".threads");
  const there = fresh?.matches(".threads") ? fresh : fresh?.querySelector(".threads");
  if (!list || !there) return { added: [] };
  const read = [...document.querySelectorAll(".comment")].find((node) => node.getBoundingClientRect().bottom > 0);
  const top = read?.getBoundingClientRect().top;
  const added = mergeThreads(list, there);
  page.dataset.last = fresh.dataset.last;
  const heading = page.querySelector("#comments-title");
  if (heading) heading.textContent = fresh.querySelector("#comments-title").textContent;
  if (!("member" in page.dataset)) {
    visitFrom(page.dataset.discussion, Number(page.dataset.last));
    added.forEach(markNew);
  }
  document.dispatchEvent(new CustomEvent("laid", { detail: list }));
  if (read) scrollBy({ top: read.getBoundingClientRect().top - top, behavior: "instant" });
  return { added, read };
}

behave("[data-live]", (line) => {
  const page = document.querySelector("[data-discussion]");
  const link = line.querySelector("[data-live-show]");
  const bare = link.href;
  let isStream = line.dataset.live === "stream" && Boolean(window.EventSource);
  let count = 0;
  let stop = () => {};
  const every = line.dataset.every * 1000;
  const sort = new URLSearchParams(location.search).get("sort");
  const address = (path) => `${path}?since=${page.dataset.last}`;

  const hear = ({ new: now, unread }) => {
    if (unread !== undefined) ringBells(unread);
    if (now !== count) {
      line.hidden = !now;
      link.href = `${address(bare)}${sort ? `&sort=${sort}` : ""}`;
      link.textContent = word(now === 1 ? "live-one" : "live-many", { count: now });
      if (now > count) say(link.textContent);
    }
    count = now;
  };
  const watch = (first) => {
    stop();
    if (document.hidden) return;
    stop = isStream
      ? stream(address(line.dataset.stream), hear, () => { isStream = false; watch(first); })
      : poll(() => address(line.dataset.address), every, first, hear);
  };
  const isBack = () => watch(Math.min(every, backSoon));
  document.addEventListener("visibilitychange", isBack);
  addEventListener("pageshow", (event) => { if (event.persisted) isBack(); });
  addEventListener("pagehide", () => stop());
  watch(every);

  line.querySelector("[data-live-later]").addEventListener("click", () => { line.hidden = true; });
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const { added, read } = await bring(page).catch(() => ({ added: [] }));
    if (!added.length) {
      location.assign(link.href);
      return;
    }
    hear({ new: 0 });
    watch(every);
    location.hash = added[0].id;
    added[0].focus({ preventScroll: true });
    if (read && !added.includes(read)) offerWayBack(added[0], `#${read.id}`);
    say(word("live-shown", { count: added.length }));
  });
});
