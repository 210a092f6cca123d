// Counts what is active in a document: whatever runs, loads or leads somewhere without being ours.
(root, origins) => {
  const found = [];
  const TEXTS = new Set(["value", "content", "alt", "title", "placeholder", "datetime", "class", "id",
    "name", "label", "summary", "for", "lang", "d"]);
  const ADDRESSES = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "poster",
    "background", "cite", "longdesc", "ping", "srcset", "manifest", "codebase", "dynsrc", "lowsrc"]);
  const LOADING = new Set(["IMG", "SOURCE", "VIDEO", "AUDIO", "TRACK", "INPUT", "LINK", "USE", "IMAGE"]);
  const plain = (text) => text.replace(/[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202f\ufeff]/g, "").toLowerCase();
  const foreign = (text) => {
    try { return !origins.includes(new URL(text, origins[0]).origin); } catch { return false; }
  };
  const say = (what, element) => found.push(what + ": " + element.outerHTML.slice(0, 160));
  const visit = (node) => {
    for (const element of node.querySelectorAll("*")) {
      const name = element.localName.toLowerCase().replace(/^.*:/, "");
      if (name === "script") {
        const type = (element.getAttribute("type") || "").toLowerCase();
        const ours = element.hasAttribute("src") && !foreign(element.getAttribute("src"))
          && new URL(element.getAttribute("src"), origins[0]).pathname.startsWith("/static/")
          && !element.textContent.trim();
        let data = false;
        if (type === "application/ld+json") {
          try { JSON.parse(element.textContent); data = true; } catch { data = false; }
        }
        if (!ours && !data) say("script", element);
      }
      if (["iframe", "frame", "frameset", "object", "embed", "applet", "portal", "base", "style", "bgsound",
        "animate", "set", "foreignobject", "isindex", "layer", "ilayer", "xml"].includes(name)) say(name, element);
      if (name === "meta" && (element.getAttribute("http-equiv") || "").trim()) say("meta", element);
      if (name === "link" && /stylesheet|import|preload|prefetch|manifest/i.test(element.rel || "")
        && foreign(element.getAttribute("href") || "")) say("foreign link", element);
      for (const attribute of element.attributes) {
        const key = attribute.name.toLowerCase();
        const value = plain(attribute.value);
        if (/^on[a-z]/.test(key)) say("handler", element);
        else if (key === "style" || key === "srcdoc") say(key, element);
        else if (/^(javascript|vbscript|livescript|mocha|data):/.test(value) && !TEXTS.has(key)
          && !key.startsWith("data-") && !key.startsWith("aria-")) say("scheme in " + key, element);
        else if (ADDRESSES.has(key) && key !== "href" && key !== "cite" && foreign(attribute.value)
          || key === "href" && LOADING.has(element.tagName.toUpperCase()) && name !== "link"
          && foreign(attribute.value)) say("foreign " + key, element);
      }
      if (name === "template" && element.content) visit(element.content);
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(root);
  return found;
}
