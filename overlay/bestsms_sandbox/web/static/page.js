// Keeps an open page up to date. The page is whole without it; this only looks again when told to.
"use strict";

let source, busy = false, again = false;

// Where something can be typed is no part of what is renewed.
function renew(old, now) {
  const focused = old.contains(document.activeElement) ? place(document.activeElement, old) : null;
  const opened = [...old.querySelectorAll("details[open]")].map(one => one.id);
  const known = new Set([...old.querySelectorAll("li[id]")].map(item => item.id));
  old.replaceChildren(...now.childNodes);
  for (const one of old.querySelectorAll("details")) one.open ||= opened.includes(one.id);
  if (known.size)
    for (const item of old.querySelectorAll("li[id]"))
      if (!known.has(item.id)) item.classList.add("fresh");
  if (focused) old.querySelector(focused)?.focus();
}

// A selector that finds again what has the focus: by its address, or within what has an id.
function place(element, region) {
  const href = element.getAttribute("href");
  if (href) return `[href="${CSS.escape(href)}"]`;
  const home = element.closest("[id]");
  const anchor = home && home !== region ? `#${CSS.escape(home.id)} ` : "";
  return element === home ? anchor : anchor + element.localName;
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-live]")) {
        const now = fresh.getElementById(old.id);
        if (now) localize(now);
        if (now && old.innerHTML !== now.innerHTML) renew(old, now);
      }
    }
    setClock();
  } catch { /* the sandbox is away; the stream tells when it is back */ }
  busy = false;
  if (again) { again = false; refresh(); }
}

// Times are written in the zone and the manner of whoever looks; the server writes UTC.
const clock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
function localize(region) {
  for (const one of region.querySelectorAll("time")) {
    const at = new Date(one.dateTime);
    if (!isNaN(at)) { one.title = one.dateTime; one.textContent = clock.format(at); }
  }
}

// The clock goes on between two looks.
let ahead = 0;
function tick() {
  const now = document.querySelector("#now time");
  if (document.visibilityState === "visible") now.textContent = clock.format(new Date(Date.now() + ahead));
}
function setClock() {
  ahead = new Date(document.querySelector("#now time").dateTime) - Date.now();
  tick();
}

const live = document.getElementById("live");
function say(on) {
  live.hidden = false;
  live.classList.toggle("on", on);
  live.textContent = on ? "Live" : "Disconnected";
}

// A browser keeps few connections to one place, so only a page that is seen holds one.
function listen() {
  source?.close();
  source = undefined;
  if (document.visibilityState === "hidden") return;
  source = new EventSource("/_sandbox/changes");
  source.onopen = () => { say(true); refresh(); };
  source.onerror = () => say(false);
  source.onmessage = refresh;
}

document.addEventListener("visibilitychange", listen);
document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.firstChild.data = "Copied";
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
localize(document);
setClock();
setInterval(tick, 1000);

// What was just done is said once, not again on every reload.
const url = new URL(location.href);
if (url.searchParams.has("done")) {
  url.searchParams.delete("done");
  history.replaceState(null, "", url);
}
listen();
