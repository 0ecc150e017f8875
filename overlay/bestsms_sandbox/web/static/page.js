// Updates an open page when the server reports a change.
"use strict";

let source, busy = false, again = false;

// Replace the content of a region. Regions do not contain input fields.
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

// Return a selector for the focused element, by its href or its closest id.
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
  } catch { /* the sandbox is not reachable; the event stream reconnects */ }
  busy = false;
  if (again) { again = false; refresh(); }
}

// The server renders times in UTC. Show them in the browser's time zone and locale.
const clock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
function localize(region) {
  for (const one of region.querySelectorAll("time")) {
    const at = new Date(one.dateTime);
    if (!isNaN(at)) { one.title = one.dateTime; one.textContent = clock.format(at); }
  }
}

// Keep the clock running between updates.
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
  live.textContent = on ? "Online" : "Disconnected";
}

// Browsers limit the connections to a host, so only a visible page keeps one open.
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

// Show a notice once, not again on every reload.
const url = new URL(location.href);
if (url.searchParams.has("done")) {
  url.searchParams.delete("done");
  history.replaceState(null, "", url);
}
listen();
