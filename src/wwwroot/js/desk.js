// The desk with a line: gets the phone ready for losing it, tells what an evening without it left, and says how things stand.
import "./desk-store.js";
import { show } from "./desk-line.js";

const desk = self.haolinDesk;
const box = document.querySelector("[data-desk-line]");
const ready = self.indexedDB && self.caches && "serviceWorker" in navigator && self.crypto && crypto.subtle;

async function start() {
  const version = document.querySelector('link[rel="stylesheet"]').href.split("/own/")[1].split("/")[0];
  navigator.serviceWorker.register(`/leader/desk-sw.js?v=${version}`, { scope: "/leader/desk" }).catch(() => { /* no secure address: the desk works with a line */ });
  await desk.purge(box.dataset.keeper);
  const told = await desk.sync();
  const kept = await desk.fetchPack();
  if (kept === 401 || kept === 403) await desk.forget();
  show(box, await desk.state(), navigator.onLine && told.line);
  if (navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage("keep");
  // What the page shows was drawn before the phone had told its own; what needs a look is shown where it was done.
  if (told.wrong > 0) location.replace("/leader/desk/pocket");
  else if (told.sent > 0) location.reload();
}

if (box && ready) {
  box.hidden = false;
  start().catch(() => { box.hidden = true; });
  addEventListener("offline", () => location.assign("/leader/desk/pocket"));
}
