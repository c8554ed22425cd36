// Says on any page of the desk whether there is a line, what is kept on this phone, and how much is still to be told.

const fill = (words, ...things) => things.reduce((text, thing, at) => text.replace(`{${at}}`, thing), words);

export function clock(iso) {
  const at = new Date(iso);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export function show(box, { lists, waiting, problems }, line) {
  const words = box.dataset;
  const chip = box.querySelector("[data-line]");
  chip.textContent = line ? words.on : words.off;
  chip.className = `chip ${line ? "leaf" : "sun"}`;
  const orders = lists ? lists.deals.reduce((n, deal) => n + deal.orders.length, 0) : 0;
  box.querySelector("[data-kept]").textContent = lists ? fill(words.kept, orders, clock(lists.at)) : words.none;
  const count = box.querySelector("[data-unsent]");
  count.textContent = waiting.length > 0 ? fill(words.unsent, waiting.length) : words.told;
  count.className = `chip ${waiting.length > 0 ? "hot" : "leaf"}`;
  const look = box.querySelector("[data-look]");
  look.hidden = problems.length === 0;
  look.textContent = fill(words.look, problems.length);
}

export { fill };
