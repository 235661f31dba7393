// Keeps the moving part of a page up to date by server-sent events.
// Without this script the page is as it was when it was asked for.
"use strict";
(() => {
  const page = document.querySelector("[data-live]");
  if (!page || !window.EventSource) return;
  const source = new EventSource(page.dataset.live);
  source.onmessage = (event) => {
    const part = document.getElementById("live");
    const fresh = new DOMParser().parseFromString(event.data, "text/html").getElementById("live");
    // Nobody's focus is taken away: a part that somebody works in waits for the next change.
    if (!part || !fresh || part.contains(document.activeElement)) return;
    part.replaceWith(document.adoptNode(fresh));
  };
  window.addEventListener("pagehide", () => source.close());
})();
