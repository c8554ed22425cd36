// Makes a double tap harmless: a form goes out once, and a repeat of the same wish carries the same key.

const week = 7 * 24 * 3600 * 1000;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
}

/** A short mark of what the form asks; the text itself is not kept on the phone. */
function markOf(form) {
  let low = 2166136261;
  let high = 40503;
  for (const [name, value] of new FormData(form)) {
    if (name === "key" || typeof value !== "string") continue;
    for (const char of `${name}=${value}\n`) {
      low = Math.imul(low ^ char.codePointAt(0), 16777619);
      high = Math.imul(high ^ low, 2246822519);
    }
  }
  return `${(low >>> 0).toString(16)}${(high >>> 0).toString(16)}`;
}

function remembered(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    return kept && Date.now() - kept.at < week ? kept : null;
  } catch (e) { return null; }
}

function remember(name, kept) {
  try { localStorage.setItem(name, JSON.stringify(kept)); } catch (e) { /* private mode: the key in the form still holds */ }
}

function keyFor(name, mark) {
  const kept = remembered(name);
  if (kept && kept.mark === mark) return kept.key;
  const key = newKey();
  // On the phone before it is on its way: if the answer is lost, the next try is the same wish.
  remember(name, { key, mark, at: Date.now() });
  return key;
}

function busy(form, isBusy) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.disabled = isBusy;
    if (isBusy && button.dataset.busy) {
      button.dataset.calm = button.textContent;
      button.textContent = button.dataset.busy;
    } else if (!isBusy && button.dataset.calm) {
      button.textContent = button.dataset.calm;
      delete button.dataset.calm;
    }
  }
  if (isBusy) form.dataset.sent = "1"; else delete form.dataset.sent;
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    const field = form.querySelector("input[name=key]");
    if (field) field.value = keyFor(`once:${form.dataset.once}`, markOf(form));
    // After this turn of the browser, or the pressed button's own value would stay behind.
    setTimeout(() => busy(form, true), 0);
  });
}

// The page that shows the outcome lets the key go: the next wish is a new one.
for (const done of document.querySelectorAll("[data-once-done]")) {
  try { localStorage.removeItem(`once:${done.dataset.onceDone}`); } catch (e) { /* nothing was kept */ }
}

addEventListener("pageshow", event => {
  if (event.persisted) document.querySelectorAll("form[data-once]").forEach(form => busy(form, false));
});
