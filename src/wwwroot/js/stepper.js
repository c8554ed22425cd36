// Turns number fields into minus and plus for a thumb, and keeps the sum in the bar true.

const yuan = fen => `¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;

function sum(form) {
  let fen = 0;
  for (const input of form.querySelectorAll("[data-stepper] input")) fen += Number(input.value || 0) * Number(input.dataset.fen || 0);
  for (const out of form.querySelectorAll("[data-sum-out]")) out.textContent = yuan(fen);
  // Nothing chosen is not yet a mistake: the button waits.
  for (const button of form.querySelectorAll("[data-needs-sum]")) {
    button.dataset.full = button.dataset.full || button.textContent;
    button.disabled = fen === 0;
    button.textContent = fen === 0 ? button.dataset.needsSum : button.dataset.full;
  }
}

function settle(stepper) {
  const input = stepper.querySelector("input");
  const min = Number(input.min || 0);
  const max = Number(input.max || 99);
  const value = Math.min(max, Math.max(min, Math.round(Number(input.value) || 0)));
  if (String(value) !== input.value) input.value = value;
  const [less, more] = stepper.querySelectorAll("button");
  less.disabled = value <= min;
  more.disabled = value >= max;
  if (input.form && "sum" in input.form.dataset) sum(input.form);
}

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const input = stepper.querySelector("input");
  stepper.classList.add("ready");
  stepper.addEventListener("click", event => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    input.value = Number(input.value || 0) + Number(button.dataset.step);
    settle(stepper);
    // A button that has just gone grey would drop the keyboard's place.
    if (button.disabled) input.focus({ preventScroll: true });
  });
  input.addEventListener("change", () => settle(stepper));
  settle(stepper);
}

// Coming back by the browser's arrow restores numbers without telling anyone.
addEventListener("pageshow", event => {
  if (event.persisted) document.querySelectorAll("[data-stepper]").forEach(settle);
});
