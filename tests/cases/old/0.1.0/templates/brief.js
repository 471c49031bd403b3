"use strict";
const all = (selector) => [...document.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);
const tools = byId("tools"), found = byId("found"), clear = byId("clear"), nothing = byId("nothing"), toggle = byId("toggle");
const fields = { find: byId("search"), speaker: byId("by-speaker"), issue: byId("by-issue"), stance: byId("by-stance") };
const chosen = () => Object.entries(fields).filter(([, field]) => field.value.trim());

// What a search compares: small letters without accents, plain quotation marks, single spaces.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”„«»]/g, '"')
  .replace(/\s+/g, " ").toLowerCase();
const items = all(".item").map((node) => ({ node, line: plain(node.firstElementChild.textContent), text: plain(node.textContent) }));
const groups = all(".group");

for (const [name, select] of Object.entries(fields).slice(1)) {
  const values = [...new Set(items.map((item) => item.node.dataset[name]).filter(Boolean))];
  for (const value of values.sort((a, b) => a.localeCompare(b))) select.add(new Option(value, value));
}

function narrow() {
  const words = [...plain(fields.find.value).matchAll(/"([^"]+)"?|[^\s"]+/g)].map((match) => match[1] ?? match[0]);
  const picked = chosen().filter(([name]) => name !== "find");
  let shown = 0;
  for (const { node, line, text } of items) {
    const fits = picked.every(([name, field]) => node.dataset[name] === field.value) && words.every((word) => text.includes(word));
    node.hidden = !fits;
    node.classList.toggle("inside", fits && words.some((word) => !line.includes(word)));
    shown += fits;
  }
  for (const group of groups) group.hidden = !group.querySelector(".item:not([hidden])");
  nothing.hidden = shown > 0;
  clear.hidden = !chosen().length;
  found.textContent = `${clear.hidden ? "" : `${shown} of `}${items.length} statements`;
}

// The choice stands in the address, so that it can be kept and passed on; what is typed, once it is finished.
function keep() {
  const state = new URLSearchParams(chosen().map(([name, field]) => [name, field.value])).toString();
  history.replaceState(null, "", location.href.split("#")[0] + (state && `#${state}`));
}

function choose(choice) {
  for (const [name, field] of Object.entries(fields)) field.value = choice[name] ?? "";
  narrow();
  keep();
}

function follow() {
  const place = location.hash.slice(1), details = byId(place)?.closest("details");
  if (details?.hidden) {
    choose({});
    location.hash = place;
  } else if (details) {
    details.open = true;
  } else if (place.includes("=")) {
    choose(Object.fromEntries(new URLSearchParams(place)));
  }
}

tools.addEventListener("input", narrow);
tools.addEventListener("change", keep);
tools.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
tools.addEventListener("reset", (event) => { event.preventDefault(); choose({}); fields.find.focus(); });

toggle.addEventListener("click", () => {
  const open = toggle.getAttribute("aria-pressed") !== "true";
  for (const { node } of items) node.open = open && !node.hidden;
  toggle.setAttribute("aria-pressed", String(open));
});

addEventListener("click", (event) => {
  const summary = event.target.closest("summary"), link = event.target.closest('a[href^="#"]');
  if (summary && event.detail && String(getSelection())) event.preventDefault();
  if (link?.dataset.speaker) {
    event.preventDefault();
    choose(link.dataset);
    items.find(({ node }) => !node.hidden)?.node.firstElementChild.focus();
  } else if (link?.hash === location.hash) {
    follow();
  }
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = document.activeElement, item = at.closest(".item"), step = { j: 1, k: -1 }[event.key];
  if (event.key === "Escape" && item?.open) {
    item.open = false;
    item.firstElementChild.focus();
  } else if (event.key === "Escape" && tools.contains(at)) {
    choose({});
  } else if (at.matches("input, select")) {
    return;
  } else if (event.key === "/" && !tools.hidden) {
    event.preventDefault();
    fields.find.focus();
  } else if (step) {
    const shown = items.filter(({ node }) => !node.hidden).map(({ node }) => node);
    shown[item ? shown.indexOf(item) + step : 0]?.firstElementChild.focus();
  }
});

addEventListener("hashchange", follow);
tools.hidden = items.length < 5;
follow();
