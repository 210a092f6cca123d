/* Hides and shows a branch of replies. What is folded is remembered on this device. */
import { behave } from "./behaviours.js";
import { say } from "./say.js";
import { word } from "./words.js";

const keptDiscussions = 100;

function discussionOf(node) {
  return node.closest("[data-discussion]")?.dataset.discussion ?? "";
}

/* For each discussion: whether all are folded, and the branches that differ. */
function keptFolds() {
  try {
    return JSON.parse(localStorage.getItem("folds")) ?? [];
  } catch {
    return [];
  }
}

function foldsOf(discussion) {
  return keptFolds().find(([id]) => id === discussion)?.[1] ?? { all: false, ids: {} };
}

function rememberFolds(discussion, folds) {
  const others = keptFolds().filter(([id]) => id !== discussion);
  try {
    localStorage.setItem("folds", JSON.stringify([...others, [discussion, folds]].slice(-keptDiscussions)));
  } catch {
    return;
  }
}

function rememberFold(comment, isFolded) {
  const folds = foldsOf(discussionOf(comment));
  folds.ids[comment.id] = isFolded;
  rememberFolds(discussionOf(comment), folds);
}

function isKeptFolded(comment) {
  const { all, ids } = foldsOf(discussionOf(comment));
  return ids[comment.id] ?? (all && comment.dataset.level === "1");
}

function branchOf(comment) {
  const level = Number(comment.dataset.level);
  const branch = [];
  for (let next = comment.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.dataset.level && Number(next.dataset.level) <= level) break;
    if (!next.dataset.level && level > 1) break;
    branch.push(next);
  }
  return branch;
}

/* A branch folded inside this one stays folded when this one opens. */
function drawThread(thread) {
  const folds = [];
  for (const node of thread.children) {
    const level = Number(node.dataset.level ?? 2);
    while (folds.length && folds.at(-1) >= level) folds.pop();
    node.hidden = folds.length > 0;
    const button = node.querySelector(":scope > [data-fold]");
    if (button?.getAttribute("aria-expanded") === "false") folds.push(level);
  }
}

/* A folded branch says how much of it is new. */
function countNew(comment, isFolded) {
  comment.querySelector("[data-fold-news]")?.remove();
  const count = branchOf(comment).reduce((sum, node) => sum + Number("new" in node.dataset) + Number(node.dataset.moreNew ?? 0), 0);
  if (!isFolded || !count) return;
  const badge = document.createElement("span");
  badge.className = "badge badge-new";
  badge.dataset.foldNews = "";
  badge.textContent = word("new-below", { count });
  (comment.querySelector(".comment-by") ?? comment.querySelector(".comment-body > p")).append(" ", badge);
}

function setFold(button, isFolded) {
  button.setAttribute("aria-expanded", String(!isFolded));
  drawThread(button.closest(".thread"));
  countNew(button.closest(".comment"), isFolded);
}

/* A jump into a folded branch opens it. */
behave("body", () => addEventListener("hashchange", () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target || !target.hidden) return;
  for (const button of target.closest(".thread")?.querySelectorAll("[data-fold][aria-expanded=false]") ?? []) {
    if (branchOf(button.closest(".comment")).includes(target)) setFold(button, false);
  }
  target.scrollIntoView();
}));

behave("[data-fold]", (button) => {
  const comment = button.closest(".comment");
  const branch = branchOf(comment);
  if (!branch.length) return;
  button.hidden = false;
  comment.classList.add("has-fold");
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (isKeptFolded(comment) && !branch.some((node) => node === target)) setFold(button, true);
  button.addEventListener("click", () => {
    const isFolded = button.getAttribute("aria-expanded") === "true";
    setFold(button, isFolded);
    rememberFold(comment, isFolded);
    const count = branch.filter((node) => node.dataset.level).length;
    say(word(isFolded ? "folded" : "unfolded", { count }));
  });
});

/* All replies of the page at once. What is chosen holds for the other pages of the discussion too. */
behave("[data-fold-all]", (all) => {
  const section = all.closest("[data-discussion]");
  const folds = [...section.querySelectorAll("[data-fold]:not([hidden])")];
  const roots = folds.filter((button) => button.closest(".comment").dataset.level === "1");
  const isOpen = (button) => button.getAttribute("aria-expanded") === "true";
  const draw = () => { all.textContent = word(roots.some(isOpen) ? "fold-all" : "unfold-all"); };
  if (roots.length < 2) return;
  all.hidden = false;
  draw();
  all.addEventListener("click", () => {
    const isFolding = roots.some(isOpen);
    for (const button of isFolding ? roots : folds) setFold(button, isFolding);
    rememberFolds(discussionOf(all), { all: isFolding, ids: {} });
    say(word(isFolding ? "folded-all" : "unfolded-all"));
  });
  section.addEventListener("click", draw);
});
