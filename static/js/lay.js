/* The only way in for fetched HTML: same origin, parsed inert, nothing active left, then imported. */
export async function fetchPart(address, options = {}) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new Error("Another origin");
  const answer = await fetch(url, {
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch" },
    ...options,
  });
  const isForm = answer.status === 422 || answer.status === 403;
  if ((!answer.ok && !isForm) || new URL(answer.url).origin !== location.origin) {
    throw new Error(`Status ${answer.status}`);
  }
  return parsePart(await answer.text());
}

export function parsePart(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const active of page.querySelectorAll("script, iframe, object, embed, base, link, meta, style")) active.remove();
  for (const node of page.body.querySelectorAll("*")) {
    for (const { name, value } of [...node.attributes]) {
      const isActive = name.startsWith("on") || name === "style" || name === "srcdoc";
      const isScript = /^(href|src|action|formaction|xlink:href)$/.test(name) && /^\s*(javascript|data|vbscript):/i.test(value);
      if (isActive || isScript) node.removeAttribute(name);
    }
  }
  const part = document.createDocumentFragment();
  for (const child of [...page.body.childNodes]) part.append(document.importNode(child, true));
  return part;
}

export function lay(part, place) {
  place.replaceChildren(part);
  document.dispatchEvent(new CustomEvent("laid", { detail: place }));
}
