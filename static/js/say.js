/* Tells people who listen what has changed, politely. */
export function say(sentence) {
  let region = document.querySelector("[data-say]");
  if (!region) {
    region = document.createElement("p");
    region.className = "visually-hidden";
    region.dataset.say = "";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = sentence; }, 60);
}
