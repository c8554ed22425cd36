// The desk out of this phone: finds, hands over and takes back with no line at all, and tells everything once there is one.
import "./desk-store.js";
import { clock, fill, show } from "./desk-line.js";
import { scanner } from "./scan.js";

const desk = self.haolinDesk;
const page = document.querySelector("[data-pocket]");
const words = page.dataset;
const part = name => page.querySelector(`[data-${name}]`);
const [box, search, rest, done, problems, said, ticked, none] = ["desk-line", "search", "rest", "done", "problems", "said", "ticked", "missing"].map(part);
const tellEvery = 15000, freshEvery = 60000, shownDone = 20, shownRest = 300;

let now = null, line = navigator.onLine, byCode = null, freshAt = 0;
const chosen = new Set();

const all = () => (now.lists ? now.lists.deals : []).flatMap(deal => deal.orders.map(order => Object.assign(order, { deal })));
const goodsOf = order => order.goods.map(g => `${g.gift ? words.gift + " " : ""}${g.name} ×${g.quantity}`).join(words.comma);

function matches(order, typed) {
  if (byCode) return order.orderId === byCode;
  if (/^\d+$/.test(typed)) return String(order.sequence) === typed || order.phoneTail === typed || order.collectorTail === typed;
  return `${order.name}\n${order.collector}\n${order.door || ""}`.toLowerCase().includes(typed.toLowerCase());
}

function row(order, others) {
  const li = page.querySelector(order.handed ? "[data-done-row]" : "[data-rest-row]").content.firstElementChild.cloneNode(true);
  li.dataset.order = order.orderId;
  li.querySelector(".bead").textContent = order.sequence;
  li.querySelector("[data-name]").textContent = order.name;
  li.querySelector("[data-tail]").textContent = order.phoneTail;
  li.querySelector("[data-goods]").textContent = [order.slot || "", typeof order.door === "string" ? (order.door ? fill(words.doorOf, order.door) : words.noDoor) : "", order.collector ? fill(words.collector, order.collector, order.collectorTail) : "", goodsOf(order), order.point, now.lists.deals.length > 1 ? order.deal.title : ""].filter(Boolean).join(" · ");
  if (order.handed) {
    li.querySelector("[data-at]").textContent = fill(order.untold ? words.untold : words.handed, clock(order.handed));
    const undo = li.querySelector("[data-undo]");
    undo.hidden = new Date(order.handed).toDateString() !== new Date().toDateString();
    undo.addEventListener("click", () => act("undo", [order]));
    return li;
  }
  const tick = li.querySelector("input");
  tick.checked = chosen.has(order.orderId);
  tick.setAttribute("aria-label", fill(words.tick, order.sequence, order.name));
  tick.addEventListener("change", () => { if (tick.checked) chosen.add(order.orderId); else chosen.delete(order.orderId); bar(); });
  const hand = li.querySelector("[data-hand]");
  hand.setAttribute("aria-label", fill(words.hand, order.sequence, order.name));
  hand.addEventListener("click", () => act("hand", [order]));
  const together = li.querySelector("[data-together]");
  together.hidden = others.length < 2;
  together.textContent = fill(words.together, others.length);
  together.addEventListener("click", () => act("hand", others));
  return li;
}

function bar() {
  ticked.hidden = chosen.size === 0;
  ticked.querySelector("button").textContent = fill(words.ticked, chosen.size);
}

function problem(p) {
  const li = part("problem-row").content.firstElementChild.cloneNode(true);
  const why = page.querySelector(`[data-why="${p.code}"]`);
  li.querySelector("[data-what]").textContent = fill(p.kind === "undo" ? words.undid : words.did, p.sequence, clock(p.saidAt));
  li.querySelector("[data-first]").textContent = p.standing ? fill(words.first, p.standing.by, clock(p.standing.saidAt || p.standing.at)) : "";
  li.querySelector("[data-why-text]").textContent = why ? why.textContent : p.sentence;
  li.querySelector("button").addEventListener("click", async () => { await desk.dropProblem(p.id); await draw(); });
  return li;
}

function fillList(list, rows) {
  list.textContent = "";
  for (const li of rows) list.appendChild(li);
  list.hidden = rows.length === 0;
}

async function draw() {
  now = await desk.state();
  show(box, now, line);
  const typed = search.value.trim();
  const orders = all();
  const waiting = orders.filter(order => !order.handed);
  for (const id of chosen) if (!waiting.some(order => order.orderId === id)) chosen.delete(id);
  const found = typed || byCode ? orders.filter(order => matches(order, typed)) : waiting;
  fillList(rest, found.filter(order => !order.handed).slice(0, shownRest).map(order => row(order, waiting.filter(o => o.neighbour === order.neighbour))));
  const handed = (typed || byCode ? found : orders).filter(order => order.handed).sort((a, b) => (a.handed < b.handed ? 1 : -1));
  fillList(done, handed.slice(0, shownDone).map(order => row(order, [])));
  fillList(problems, now.problems.map(problem));
  part("left").textContent = fill(words.left, waiting.length, orders.length - waiting.length);
  none.hidden = found.length > 0;
  none.textContent = !now.lists ? words.nothing : typed || byCode ? words.missed : words.over;
  part("back").hidden = !line;
  bar();
}

async function act(kind, orders) {
  // The box is for the next neighbour from the tap on: what is typed while this phone writes stays.
  search.value = "";
  byCode = null;
  // On the phone first, order by order, so that no tap is lost when it dies the next moment.
  for (const order of orders) await desk.record({ kind, orderId: order.orderId, undoes: kind === "undo" ? order.undoes || null : null });
  orders.forEach(order => chosen.delete(order.orderId));
  said.hidden = false;
  said.textContent = fill(kind === "hand" ? words.handedOver : words.takenBack, orders.map(order => `${order.sequence} ${order.name}`).join(words.comma));
  await draw();
  tell();
}

async function tell() {
  const { waiting } = await desk.state();
  let answered = navigator.onLine;
  if (waiting.length > 0) {
    const told = await desk.sync();
    answered = told.line;
    part("door").hidden = told.status !== 401 && told.status !== 403 && told.status !== 409;
  }
  if (answered && Date.now() - freshAt > freshEvery) {
    const kept = await desk.fetchPack();
    if (kept === true) freshAt = Date.now();
    answered = kept !== false;
    part("door").hidden = kept !== 401 && kept !== 403;
  }
  line = answered;
  await draw();
}

async function code(typed) {
  const { lists } = await desk.state();
  const order = lists && await desk.whose(typed, lists);
  byCode = order ? order.orderId : "none";
  await draw();
}

search.addEventListener("input", () => {
  const digits = search.value.replace(/\s/g, "");
  byCode = null;
  if (/^\d{8}$/.test(digits)) code(digits); else draw();
});
page.querySelector("form").addEventListener("submit", event => event.preventDefault());
ticked.querySelector("button").addEventListener("click", () => act("hand", all().filter(order => chosen.has(order.orderId) && !order.handed)));
// Without a line the other pages are not here; a tap on them would lead to the browser's own empty page.
document.addEventListener("click", event => {
  const link = event.target.closest("a[href]");
  if (link && !navigator.onLine && !link.pathname.startsWith("/leader/desk")) { event.preventDefault(); said.hidden = false; said.textContent = words.stay; }
});
addEventListener("online", tell);
addEventListener("offline", () => { line = false; draw(); });
setInterval(tell, tellEvery);

desk.purge().then(async () => {
  search.value = new URLSearchParams(location.search).get("q") || "";
  await draw();
  scanner(page.querySelector("[data-scan]"), found => { search.value = found; code(found); });
  tell();
});
