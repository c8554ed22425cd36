// Ticks every countdown on the page by the server's clock, whatever the phone's own clock says.

const navigation = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
const heardAt = performance.timeOrigin ? performance.timeOrigin + (navigation ? navigation.responseStart : 0) : Date.now();
const running = new Set();
let timer = 0;

/** How long is left, in the two largest units; the same words the server wrote. */
function words(left, units) {
  const [day, hour, minute, second] = units;
  const s = Math.floor(left / 1000);
  if (s >= 86400) return `${Math.floor(s / 86400)} ${day} ${Math.floor(s / 3600) % 24} ${hour}`;
  if (s >= 3600) return `${Math.floor(s / 3600)} ${hour} ${Math.floor(s / 60) % 60} ${minute}`;
  if (s >= 60) return `${Math.floor(s / 60)} ${minute} ${String(s % 60).padStart(2, "0")} ${second}`;
  return `${s} ${second}`;
}

function tick() {
  for (const clock of running) {
    const { element, until, ahead, units } = clock;
    if (!element.isConnected) { running.delete(clock); continue; }
    const left = until - (Date.now() + ahead);
    const shown = element.querySelector("b");
    if (left > 0) {
      const text = words(left, units);
      if (shown.textContent !== text) shown.textContent = text;
    } else {
      running.delete(clock);
      element.classList.add("over");
      element.textContent = "";
      element.appendChild(document.createElement("b")).textContent = element.dataset.over;
      // Everybody's clock ends at the same instant; a few seconds' spread keeps the server's evening calm.
      if ("reload" in element.dataset) setTimeout(() => location.reload(), 800 + Math.random() * 2200);
    }
  }
  if (running.size === 0) { clearInterval(timer); timer = 0; }
}

/** Takes up the countdowns inside `root`, whose text left the server at `heard`. */
export function start(root, heard) {
  for (const element of root.querySelectorAll("[data-countdown]:not(.over)")) {
    if (element.dataset.ticking) continue;
    element.dataset.ticking = "1";
    running.add({
      element,
      until: Date.parse(element.dateTime),
      ahead: Number(element.dataset.serverNow) - heard,
      units: element.dataset.units.split(" "),
    });
  }
  if (running.size > 0 && timer === 0) timer = setInterval(tick, 250);
}

start(document, heardAt);
