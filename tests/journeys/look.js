/* What the tests ask a page, in the page. Each answer is a list of findings. */
window.look = {
  async axe(tags) {
    const found = await axe.run({ runOnly: tags, resultTypes: ["violations"] });
    const why = (rule, node) => ([...node.any, ...node.all, ...node.none][0]?.message ?? rule.help);
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${why(rule, node)}`));
  },

  isSeen: (node) => node.checkVisibility({ visibilityProperty: true }),

  tooWide() {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((node) => node.getBoundingClientRect().right > room + 1)
      .map((node) => `${node.tagName.toLowerCase()}.${node.className} is too wide`)
      .slice(0, 5);
  },

  /* Every control that can be seen takes focus, shows it, and is not skipped by the Tab key. */
  outOfReach() {
    const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const isShown = (node) => {
      const { outlineStyle, boxShadow } = getComputedStyle(node);
      return outlineStyle !== "none" || boxShadow !== "none";
    };
    const isReached = (node) => {
      node.focus();
      const box = node.getBoundingClientRect();
      const around = node.closest("label, .choice, .star, .card") ?? node;
      return document.activeElement === node && node.tabIndex >= 0 && box.width > 0
        && box.height > 0 && (isShown(node) || isShown(around));
    };
    return [...document.querySelectorAll(controls)]
      .filter((node) => look.isSeen(node) && !node.disabled && !node.closest(".trap"))
      .filter((node) => !isReached(node))
      .map((node) => `no focus on ${node.outerHTML.slice(0, 100)}`);
  },

  /* What is read, without the times, which a script writes in the reader's zone, and without
     what only a script can say: counts of characters left, names of its own buttons. */
  words() {
    const read = document.querySelectorAll("main :is(h1, h2, h3, p, label, legend, a, dt, dd)");
    const words = [];
    for (const node of read) {
      if (!look.isSeen(node) || node.matches(".field-count, :has(> [data-keys-switch])")) continue;
      const copy = node.cloneNode(true);
      for (const part of copy.querySelectorAll("time, [hidden]")) part.remove();
      const text = copy.textContent.replace(/\s+/g, " ").trim();
      if (text) words.push(text);
    }
    return words;
  },

  /* What could run, fetch or draw, had somebody written it into a page. */
  active() {
    const elements = "script, iframe, object, embed, style, base, meta, math, form form";
    const isActive = (node) => node.matches(elements)
      || (node.matches("img") && !node.src.startsWith(location.origin))
      || [...node.attributes].some(({ name, value }) => name.startsWith("on") || name === "style"
        || (/^(href|src|action|formaction|xlink:href)$/.test(name)
          && /^\s*(javascript|data|vbscript):/i.test(value)));
    return [...document.querySelectorAll("main *")]
      .filter(isActive)
      .map((node) => node.outerHTML.slice(0, 200));
  },
};
