// Reads a pickup code with the phone's camera where the browser can; where not, it says so and the code is typed.

const beat = 200;

/** Eight digits, bare or at the end of the address in the picture. */
function codeIn(text) {
  const found = /(?:\/h\/|^)(\d{8})\/?$/.exec(text.replace(/\s/g, ""));
  return found ? found[1] : null;
}

async function canRead() {
  if (!self.BarcodeDetector || !navigator.mediaDevices || !self.isSecureContext) return false;
  try { return (await BarcodeDetector.getSupportedFormats()).includes("qr_code"); } catch (e) { return false; }
}

/** Sets the scanner up in its box; every code it reads goes to `found`. */
export async function scanner(box, found) {
  const [start, stop, video, said] = ["[data-scan-start]", "[data-scan-stop]", "video", "[data-scan-said]"].map(part => box.querySelector(part));
  box.hidden = false;
  if (!await canRead()) {
    said.textContent = box.dataset.cannot;
    return;
  }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream = null, timer = 0;

  function end() {
    clearTimeout(timer);
    if (stream) stream.getTracks().forEach(track => track.stop());
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  }

  async function look() {
    if (!stream) return;
    try {
      for (const seen of await detector.detect(video)) {
        const code = codeIn(seen.rawValue);
        if (code) {
          end();
          if (navigator.vibrate) navigator.vibrate(80);
          found(code);
          return;
        }
        said.textContent = box.dataset.other;
      }
    } catch (e) { /* no picture yet */ }
    timer = setTimeout(look, beat);
  }

  start.hidden = false;
  start.addEventListener("click", async () => {
    said.textContent = "";
    try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }); } catch (e) {
      said.textContent = box.dataset.noCamera;
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    video.play().catch(() => { /* shown, if not moving */ });
    look();
  });
  stop.addEventListener("click", end);
  addEventListener("pagehide", end);
  document.addEventListener("visibilitychange", () => { if (document.hidden) end(); });
}
