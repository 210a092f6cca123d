/* Runs before the first paint: the reader's own size, spacing and theme, so that nothing flashes. */
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = JSON.parse(localStorage.getItem("reading")) || {};
    ["size", "spacing", "measure", "theme"].forEach(function (key) {
      if (typeof chosen[key] === "string" && chosen[key]) root.dataset[key] = chosen[key];
    });
  } catch (error) {
    root.dataset.reading = "default";
  }
})();
