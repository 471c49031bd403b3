"use strict";
const items = [...document.querySelectorAll(".item")];
const byId = (id) => document.getElementById(id);
const fields = { speaker: byId("by-speaker"), issue: byId("by-issue"), stance: byId("by-stance") };
const search = byId("search"), toggle = byId("toggle"), found = byId("found");

for (const [name, select] of Object.entries(fields)) {
  const values = [...new Set(items.map((item) => item.dataset[name]).filter(Boolean))].sort();
  for (const value of values) select.add(new Option(value, value));
  select.addEventListener("change", narrow);
}
search.addEventListener("input", narrow);

function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    const fits = words.every((word) => text.includes(word)) &&
      Object.entries(fields).every(([name, select]) => !select.value || item.dataset[name] === select.value);
    item.hidden = !fits;
    shown += fits;
  }
  for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector(".item:not([hidden])");
  found.textContent = shown === items.length ? "" : `${shown} of ${items.length}`;
}

toggle.addEventListener("click", () => {
  const open = toggle.getAttribute("aria-expanded") !== "true";
  for (const item of items) item.open = open;
  toggle.setAttribute("aria-expanded", String(open));
  toggle.textContent = open ? "Close all passages" : "Open all passages";
});

function follow() {
  const item = byId(location.hash.slice(1));
  if (item && item.classList.contains("item")) { item.hidden = false; item.open = true; item.scrollIntoView(); }
}
addEventListener("hashchange", follow);
follow();
document.querySelector(".tools").hidden = items.length < 2;
