// The service worker of the hand-over desk alone: without a line the desk opens from the phone, and a hand-over that got no answer is kept.

const version = new URL(self.location.href).searchParams.get("v");
const shell = `desk-${version}`;
const pocket = "/leader/desk/pocket";
const patience = 5000;
const own = ["css/haolin.css", "css/leader.css", "js/desk-store.js", "js/desk-line.js", "js/pocket.js", "js/scan.js"].map(path => `/own/${version}/${path}`);

importScripts(`/own/${version}/js/desk-store.js`);

async function keepPocket() {
  const cache = await caches.open(shell);
  const answer = await fetch(pocket, { credentials: "same-origin", cache: "no-store" });
  // A redirect is the door, and no desk.
  if (answer.ok && !answer.redirected) await cache.put(pocket, answer);
}

self.addEventListener("install", event => {
  event.waitUntil(caches.open(shell)
    .then(cache => cache.addAll([...own, "/pictures/sign.svg"]))
    .then(keepPocket)
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name.startsWith("desk-") && name !== shell).map(name => caches.delete(name))))
    .then(() => self.clients.claim()));
});

const inTime = work => Promise.race([work, new Promise((_, fail) => setTimeout(fail, patience))]);

async function fromPhone() {
  return (await caches.match(pocket)) || Response.error();
}

async function page(request) {
  try { return await inTime(fetch(request)); } catch (e) { return fromPhone(); }
}

/** The form carries its deed's id, so whether the server heard it or not, telling it again does it once. */
async function deed(request, kind) {
  const copy = request.clone();
  try { return await inTime(fetch(request)); } catch (e) {
    const form = await copy.formData();
    const single = new URL(copy.url).pathname.split("/")[3];
    const ticked = form.getAll("order").map(pair => pair.split("."));
    for (const [orderId, id] of ticked.length > 0 ? ticked : [[single, form.get("deed")]]) {
      if (id) await self.haolinDesk.record({ kind, orderId, id, undoes: form.get("undoes") || null });
    }
    return Response.redirect(`${pocket}?kept=1`, 303);
  }
}

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const kind = url.pathname.endsWith("/undo") ? "undo" : "hand";
    event.respondWith(request.method === "POST" ? deed(request, kind) : page(request));
  } else if (request.method === "GET" && (url.pathname.startsWith("/own/") || url.pathname.startsWith("/pictures/"))) {
    event.respondWith(caches.match(request).then(kept => kept || fetch(request)));
  }
});

self.addEventListener("message", event => { if (event.data === "keep") event.waitUntil(keepPocket()); });
