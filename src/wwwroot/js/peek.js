// Shows a password while its owner checks what was typed, and hides it again.

for (const button of document.querySelectorAll("[data-peek]")) {
  const input = document.getElementById(button.dataset.peek);
  const hidden = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.textContent = show ? button.dataset.shown : hidden;
  });
  // Sent as a password, so that the browser offers to keep it and never to complete it elsewhere.
  if (input.form) input.form.addEventListener("submit", () => { input.type = "password"; });
}
