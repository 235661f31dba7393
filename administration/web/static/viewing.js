// Deep zoom in place of the still image; without it the page is whole as well.
"use strict";
(() => {
  const canvas = document.getElementById("canvas");
  const controls = document.getElementById("controls");
  if (!canvas || !window.OpenSeadragon) return;
  const still = document.getElementById("still");
  canvas.classList.add("live");
  // OpenSeadragon would add a style element of its own, which our policy forbids; what it says
  // stands in viewing.css. It looks for the name alone, so one that styles nothing will do.
  const said = document.createElementNS("urn:muniment", "style");
  said.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(said);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const viewer = window.OpenSeadragon({
    element: canvas,
    tileSources: canvas.dataset.image,
    drawer: "canvas",
    showNavigationControl: false,
    animationTime: calm ? 0 : 0.6,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    visibilityRatio: 0.5,
    maxZoomPixelRatio: 3,
    crossOriginPolicy: false,
  });
  viewer.addHandler("open", () => {
    still.remove();
    controls.hidden = false;
    document.getElementById("keys").hidden = false;
  });
  viewer.addHandler("open-failed", () => {
    // The still image stays what it was.
    canvas.classList.remove("live");
    viewer.element.querySelector(".openseadragon-container")?.remove();
  });
  const surface = viewer.canvas;
  surface.setAttribute("role", "application");
  surface.setAttribute("aria-label", canvas.dataset.label);
  surface.setAttribute("aria-describedby", "keys");

  const move = (x, y) => {
    const bounds = viewer.viewport.getBounds();
    viewer.viewport.panBy(new OpenSeadragon.Point(x * bounds.width / 4, y * bounds.height / 4));
    viewer.viewport.applyConstraints();
  };
  const zoom = (factor) => {
    viewer.viewport.zoomBy(factor);
    viewer.viewport.applyConstraints();
  };
  const deeds = {
    in: () => zoom(1.5),
    out: () => zoom(1 / 1.5),
    whole: () => viewer.viewport.goHome(),
    left: () => move(-1, 0),
    right: () => move(1, 0),
    up: () => move(0, -1),
    down: () => move(0, 1),
    rotate: () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
    full: () => viewer.setFullScreen(!viewer.isFullPage()),
  };
  for (const button of controls.querySelectorAll("button")) {
    button.addEventListener("click", () => deeds[button.dataset.deed]());
  }

  // A line of text shows its place on the page.
  let overlay = null;
  let here = null;
  const show = (line) => {
    if (overlay) viewer.removeOverlay(overlay);
    here?.classList.remove("here");
    here = line;
    line.classList.add("here");
    const [x, y, width, height] = line.dataset.box.split(",").map(Number);
    const item = viewer.world.getItemAt(0);
    if (!item) return;
    const size = item.getContentSize();
    const place = item.imageToViewportRectangle(x * size.x, y * size.y, width * size.x, height * size.y);
    overlay = document.createElement("div");
    overlay.className = "hit";
    viewer.addOverlay({ element: overlay, location: place });
    if (!viewer.viewport.getBounds().containsPoint(place.getCenter())) {
      viewer.viewport.panTo(place.getCenter());
    }
  };
  for (const line of document.querySelectorAll(".line[data-box]")) {
    line.addEventListener("click", () => show(line));
    line.addEventListener("mouseenter", () => show(line));
  }
})();
