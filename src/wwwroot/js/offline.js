// Lets the orders and their pickup codes be read without a line: starts the service worker and says when a page is a saved one.

const root = document.documentElement;
const servedFromHere = "saved" in root.dataset;

if ("serviceWorker" in navigator) {
  const style = document.querySelector('link[rel="stylesheet"]').href;
  const version = style.split("/own/")[1].split("/")[0];
  navigator.serviceWorker.register(`/sw.js?v=${version}`).catch(() => { /* no secure address: everything else works */ });
}

// Whoever signs out takes the saved pages along.
if (document.querySelector("[data-forget]") && self.caches) {
  caches.keys().then(names => names.filter(name => name.startsWith("mine")).forEach(name => caches.delete(name)));
}

// The tickets behind the list are kept too, opened or not: at the pickup point there may be no line.
if (self.caches && navigator.onLine && !servedFromHere) {
  const addresses = Array.from(document.querySelectorAll("[data-keep]"), link => link.href);
  if (addresses.length > 0) caches.open("mine").then(cache => cache.addAll(addresses)).catch(() => { /* the next visit tries again */ });
}

addEventListener("offline", () => { root.dataset.saved = ""; });
addEventListener("online", () => {
  if (servedFromHere) location.reload();
  else delete root.dataset.saved;
});
