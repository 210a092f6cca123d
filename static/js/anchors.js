/* Links from an earlier site end in #comment-123, which only a browser sees: ask where it is now. */
import { behave } from "./behaviours.js";

behave("[data-old-anchors]", (node) => {
  const [, id] = /^#comment-(\d+)$/.exec(location.hash) ?? [];
  if (!id || document.getElementById(`comment-${id}`)) return;
  const question = new URLSearchParams({ article: node.dataset.oldAnchors, id });
  location.replace(`/old-comment/?${question}`);
});
