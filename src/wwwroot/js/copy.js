// Copies the text for the group, also where the clipboard is only reachable the old way.

async function copy(text, from) {
  if (navigator.clipboard && self.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const range = document.createRange();
  range.selectNodeContents(from);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("[data-label]") || button;
  const calm = label.textContent;
  label.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    let copied = false;
    try { copied = await copy(from.textContent.trim(), from); } catch (e) { copied = false; }
    label.textContent = copied ? button.dataset.copied : button.dataset.byHand;
    setTimeout(() => { label.textContent = calm; }, 3000);
  });
}
