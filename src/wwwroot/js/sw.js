// The service worker: keeps the orders, their codes and what they look like on the phone for when there is no line.

const version = new URL(self.location.href).searchParams.get("v");
const shell = `shell-${version}`;
const mine = "mine";
const patience = 5000;
const keptPictures = 60;
const own = ["css/haolin.css", "js/countdown.js", "js/live.js", "js/offline.js", "js/once.js", "js/stepper.js", "js/copy.js"]
  .map(path => `/own/${version}/${path}`);

self.addEventListener("install", event => {
  event.waitUntil(caches.open(shell)
    .then(cache => cache.addAll([...own, "/offline", "/pictures/scene/offline.svg", "/pictures/sign.svg"]))
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name.startsWith("shell-") && name !== shell).map(name => caches.delete(name))))
    .then(() => self.clients.claim()));
});

/** Says inside the page itself that it is a saved one, and since when, so that it holds with scripts off too. */
async function asSaved(answer) {
  const text = await answer.text();
  const since = new Date(answer.headers.get("date") || 0);
  const clock = isNaN(since) ? "" : since.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const marked = text.replace("<html ", "<html data-saved ").replace('<b class="saved-at"></b>', `<b class="saved-at">（${clock} 保存）</b>`);
  return new Response(marked, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function page(request, isMine) {
  const cache = await caches.open(mine);
  const saved = isMine ? await cache.match(request) : undefined;
  try {
    const answer = await (saved
      ? Promise.race([fetch(request), new Promise((_, fail) => setTimeout(fail, patience))])
      : fetch(request));
    // A redirect means signed out or moved: that is not this page.
    if (isMine && answer.ok && !answer.redirected) cache.put(request, answer.clone());
    return answer;
  } catch (e) {
    if (saved) return asSaved(saved);
    return (await caches.match("/offline")) || Response.error();
  }
}

async function picture(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open("mine-pictures");
    const names = await cache.keys();
    if (names.length >= keptPictures) await cache.delete(names[0]);
    cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const isMine = url.pathname === "/orders" || url.pathname.startsWith("/orders/");
    event.respondWith(page(request, isMine));
  } else if (url.pathname.startsWith("/pictures/")) {
    event.respondWith(picture(request));
  } else if (url.pathname.startsWith("/own/")) {
    event.respondWith(caches.match(request).then(kept => kept || fetch(request)));
  }
});
