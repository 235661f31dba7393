// Open menus of the staff's bar close with Escape, and when somebody goes elsewhere on the page.
// Without this script they close where they were opened, or when another one opens.
"use strict";
(() => {
  const open = () => document.querySelector(".staff-bar details[open]");
  document.addEventListener("click", (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = open();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
})();
