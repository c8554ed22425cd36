// Keeps a part of the page fresh: hears by Server-Sent Events that it changed and fetches its new text, or asks now and then.
import { start as startCountdowns } from "./countdown.js";

const calm = 1000;
const pollEvery = 10000;
const atPace = 30000;

function swap(region, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(region.id);
  if (!fresh) return;
  const known = new Set(Array.from(region.querySelectorAll("li[value]"), li => li.getAttribute("value")));
  for (const li of fresh.querySelectorAll("li[value]")) {
    if (known.size > 0 && !known.has(li.getAttribute("value"))) li.classList.add("new");
  }
  region.textContent = "";
  while (fresh.firstChild) region.appendChild(document.adoptNode(fresh.firstChild));
  startCountdowns(region, Date.now());
  // A part that is settled brings no address to ask again.
  if (!fresh.dataset.liveFetch) delete region.dataset.liveFetch;
}

/** The list is the same for everybody; the reader's own numbers are asked for apart and marked here. */
function markMine(region, numbers) {
  for (const li of region.querySelectorAll("li[value]")) li.classList.toggle("mine", numbers.includes(Number(li.getAttribute("value"))));
}

function live(region) {
  const { live: events, liveFetch: address, liveEvery: every, mine } = region.dataset;
  const began = Date.now();
  let source = null;
  let poll = 0;
  let waiting = 0;
  let last = "";
  let news = "";

  async function refresh() {
    waiting = 0;
    try {
      // What was kept for everybody before the news must not answer it, so the news is part of the address.
      const answer = await fetch(news ? `${address}${address.includes("?") ? "&" : "?"}at=${encodeURIComponent(news)}` : address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text !== last) {
        last = text;
        swap(region, text);
        tellMine();
      }
      if (!region.dataset.liveFetch) close();
    } catch (e) { /* no line just now; the next event or poll tries again */ }
  }

  // Many neighbours may join within one second; the list is fetched once for all of them.
  function soon() {
    if (!waiting) waiting = setTimeout(refresh, calm / 2 + Math.random() * calm);
  }

  async function tellMine() {
    if (!mine) return;
    try {
      const answer = await fetch(mine, { credentials: "same-origin" });
      if (answer.ok) markMine(region, await answer.json());
    } catch (e) { /* unmarked is no harm */ }
  }

  function pollInstead() {
    if (poll) return;
    // What somebody waits for is asked at its own pace for half a minute, then calmly.
    const ask = () => {
      soon();
      poll = setTimeout(ask, every && Date.now() - began < atPace ? Number(every) : pollEvery);
    };
    poll = setTimeout(ask, every ? Number(every) : pollEvery);
  }

  function open() {
    if (!events || !self.EventSource) { pollInstead(); return; }
    source = new EventSource(events);
    // A reconnect by the browser brings Last-Event-ID, so what was missed is told again.
    const hear = event => { news = event.lastEventId; soon(); };
    source.addEventListener("changed", hear);
    source.onmessage = hear;
    source.onopen = () => { clearTimeout(poll); poll = 0; };
    source.onerror = () => { if (source && source.readyState === EventSource.CLOSED) pollInstead(); };
  }

  function close() {
    if (source) source.close();
    source = null;
    clearTimeout(poll);
    poll = 0;
  }

  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden && region.dataset.liveFetch) { soon(); open(); }
  });
  addEventListener("pagehide", close);
  if (!document.hidden) open();
  tellMine();
}

document.querySelectorAll("[data-live-fetch]").forEach(live);
