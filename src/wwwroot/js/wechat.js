// Hands a signed payment to the WeChat this page is open in, and says what came of it; that it is paid only the server knows.

const patience = 4000;

function say(what) {
  for (const words of document.querySelectorAll("[data-says]")) words.hidden = words.dataset.says !== what;
}

/** WeChat puts its bridge into the page a moment after it is drawn, or never where this is no WeChat. */
function bridge() {
  if (self.WeixinJSBridge) return Promise.resolve(self.WeixinJSBridge);
  return new Promise(ready => {
    const late = setTimeout(() => ready(null), patience);
    document.addEventListener("WeixinJSBridgeReady", () => { clearTimeout(late); ready(self.WeixinJSBridge); }, { once: true });
  });
}

async function pay(button) {
  if (button.disabled) return;
  button.disabled = true;
  say("");
  const wechat = await bridge();
  if (!wechat) { button.disabled = false; say("absent"); return; }
  wechat.invoke("getBrandWCPayRequest", JSON.parse(button.dataset.wechatPay), answer => {
    if (answer && answer.err_msg === "get_brand_wcpay_request:ok") { location.replace(button.dataset.then); return; }
    button.disabled = false;
    say(answer && answer.err_msg === "get_brand_wcpay_request:cancel" ? "cancel" : "fail");
  });
}

for (const button of document.querySelectorAll("[data-wechat-pay]")) {
  button.addEventListener("click", () => pay(button));
  // She has pressed pay already; coming back with the browser's arrow she has not.
  const came = performance.getEntriesByType("navigation")[0];
  if (!came || came.type === "navigate") pay(button);
}
