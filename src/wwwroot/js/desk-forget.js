// Takes the desk's lists off this phone when somebody signs out, or when they are older than two days.
import "./desk-store.js";

if (self.indexedDB) {
  const leaves = document.querySelector("[data-forget]");
  (leaves ? self.haolinDesk.forget() : self.haolinDesk.purge()).catch(() => { /* nothing was kept */ });
}
