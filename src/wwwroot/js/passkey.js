// Asks this device to make a passkey or to show one; a browser that has none hides the way and says so.

const can = Boolean(self.isSecureContext && self.PublicKeyCredential && navigator.credentials && navigator.credentials.create);

function say(what) {
  for (const words of document.querySelectorAll("[data-says]")) words.hidden = words.dataset.says !== what;
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, char => char.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function named(list) {
  return (list || []).map(item => Object.assign({}, item, { id: bytes(item.id) }));
}

/** As the browser wants it; those of before 2023 cannot read JSON themselves. */
function creation(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  return Object.assign({}, json, {
    challenge: bytes(json.challenge), user: Object.assign({}, json.user, { id: bytes(json.user.id) }), excludeCredentials: named(json.excludeCredentials),
  });
}

function request(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return Object.assign({}, json, { challenge: bytes(json.challenge), allowCredentials: named(json.allowCredentials) });
}

/** What the device said, as JSON; some keepers of passwords hand out an answer that cannot turn itself into any. */
function answered(credential) {
  try { if (credential.toJSON) return JSON.stringify(credential.toJSON()); } catch (e) { /* by hand, then */ }
  const response = credential.response;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = text(response.attestationObject);
    said.transports = response.getTransports ? response.getTransports() : [];
  } else {
    said.authenticatorData = text(response.authenticatorData);
    said.signature = text(response.signature);
    if (response.userHandle) said.userHandle = text(response.userHandle);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(), response: said });
}

/** Which sentence fits: saying no and waiting too long look alike to a page. */
function wrong(fault) {
  switch (fault && fault.name) {
    case "NotAllowedError": case "AbortError": return "cancel";
    case "InvalidStateError": return "there";
    case "SecurityError": return "address";
    case "NotSupportedError": return "absent";
    default: return "fail";
  }
}

async function options(address) {
  const answer = await fetch(address, { method: "POST", credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function wire(form, ask) {
  const button = form.querySelector("button");
  form.hidden = !can;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("");
    try {
      form.elements.credential.value = answered(await ask());
      form.submit();
    } catch (fault) {
      say(wrong(fault));
      button.disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey-create]"))
  wire(form, () => navigator.credentials.create({ publicKey: creation(JSON.parse(form.dataset.passkeyCreate)) }));
for (const form of document.querySelectorAll("form[data-passkey-get]"))
  wire(form, async () => navigator.credentials.get({ publicKey: request(await options(form.dataset.passkeyGet)) }));
for (const form of document.querySelectorAll("form[data-passkey-begin]")) {
  form.hidden = !can;
  if (!can) say("absent");
}

// Back by the browser's arrow, the page is as it was when it was left: its button must be good for another press.
addEventListener("pageshow", event => {
  if (event.persisted) for (const button of document.querySelectorAll("form[data-passkey-create] button, form[data-passkey-get] button")) button.disabled = false;
});
