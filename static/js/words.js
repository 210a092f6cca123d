/* Sentences that scripts say, translated in templates: <template data-words><p data-word="copied">. */
export function word(key, values = {}) {
  for (const template of document.querySelectorAll("template[data-words]")) {
    const found = template.content.querySelector(`[data-word="${key}"]`);
    if (found) {
      return found.textContent.trim().replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    }
  }
  return "";
}
