/* The reply form opens under the comment it answers; cancelling returns to where one was. */
import { behave } from "./behaviours.js";
import { fetchPart, lay } from "./lay.js";
import { say } from "./say.js";
import { word } from "./words.js";

let openReply;

function closeReply(isBackToLink) {
  if (!openReply) return;
  const { place, link } = openReply;
  openReply = undefined;
  place.remove();
  link.removeAttribute("aria-expanded");
  if (isBackToLink) link.focus();
}

function isTouched(place) {
  return [...place.querySelectorAll("textarea")].some((box) => box.value.trim() !== box.defaultValue.trim());
}

/* The page's own form may have the same ids: those that are taken get another, and what points to them follows. */
function renameTaken(part) {
  const pointers = ["for", "aria-describedby", "aria-labelledby", "data-markdown", "data-preview", "href"];
  for (const node of [...part.querySelectorAll("[id]")]) {
    const old = node.id;
    if (!document.getElementById(old)) continue;
    node.id = `${old}-reply`;
    for (const name of pointers) {
      for (const pointer of part.querySelectorAll(`[${name}]`)) {
        const words = pointer.getAttribute(name).split(" ");
        pointer.setAttribute(name, words.map((id) => (id === old || id === `#${old}` ? `${id}-reply` : id)).join(" "));
      }
    }
  }
}

async function openUnder(link) {
  const comment = link.closest(".comment");
  const address = new URL(link.href);
  address.searchParams.set("partial", "1");
  const part = await fetchPart(address);
  if (!part.querySelector("form")) throw new Error("No form");
  renameTaken(part);
  const place = document.createElement("div");
  place.dataset.replyHere = "";
  comment.append(place);
  openReply = { place, link };
  link.setAttribute("aria-expanded", "true");
  lay(part, place);
  const box = place.querySelector("textarea") ?? place.querySelector("input:not([type=hidden])");
  place.scrollIntoView({ block: "nearest" });
  box?.focus();
  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    closeReply(true);
  });
}

behave("a[data-reply]", (link) => {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (openReply?.link === link) {
      openReply.place.querySelector("textarea")?.focus();
      return;
    }
    if (openReply && isTouched(openReply.place)) {
      say(word("unsent"));
      openReply.place.querySelector("textarea").focus();
      return;
    }
    closeReply(false);
    try {
      await openUnder(link);
    } catch {
      location.assign(link.href);
    }
  });
});
