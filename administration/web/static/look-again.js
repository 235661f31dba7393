// Fetches the part of a page that changes by itself, while it changes.
// Without this script there is a link that does the same.
"use strict";
(() => {
  const look = async () => {
    const part = document.querySelector("[data-look-again]");
    if (!part) return;
    try {
      const answer = await fetch(part.dataset.lookAgain, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const text = await answer.text();
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
        if (fresh && fresh.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(fresh));
      }
    } catch { /* the server is away: it is asked again */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 800);
})();
