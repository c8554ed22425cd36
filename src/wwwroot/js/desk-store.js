// Keeps on this phone what the desk needs without a line: the lists, what was done that nobody else knows yet, and what went wrong.
// Pages load it as a module and the service worker as a plain script, so it leaves one name behind and exports nothing.

self.haolinDesk = (() => {
  const kept = "kept", deeds = "deeds", problems = "problems";
  const batch = 50, patience = 15000;

  function open() {
    return new Promise((done, fail) => {
      const wish = indexedDB.open("haolin-desk", 1);
      wish.onupgradeneeded = () => {
        wish.result.createObjectStore(kept);
        wish.result.createObjectStore(deeds, { keyPath: "n", autoIncrement: true });
        wish.result.createObjectStore(problems, { keyPath: "id" });
      };
      wish.onsuccess = () => done(wish.result);
      wish.onerror = () => fail(wish.error);
    });
  }

  /** One transaction over all three; what `deed` returns last is answered once everything is on the phone. */
  async function within(mode, deed) {
    const base = await open();
    try {
      return await new Promise((done, fail) => {
        const work = base.transaction([kept, deeds, problems], mode, { durability: "strict" });
        let answer;
        work.oncomplete = () => done(answer && "result" in answer ? answer.result : answer);
        work.onabort = work.onerror = () => fail(work.error);
        answer = deed(work.objectStore(kept), work.objectStore(deeds), work.objectStore(problems));
      });
    } finally { base.close(); }
  }

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  const pack = () => within("readonly", k => k.get("pack"));
  const unsent = () => within("readonly", (k, d) => d.getAll());
  const unsettled = () => within("readonly", (k, d, p) => p.getAll());
  const keep = pack => within("readwrite", k => { k.put(pack, "pack"); });

  /** Another person's lists, and lists that are older than two days, do not stay. Deeds stay until they were told: they name nobody. */
  async function purge(keeper) {
    const now = await pack();
    if (now && (Date.now() > Date.parse(now.keepUntil) || (keeper && now.keeper !== keeper))) await forget();
  }

  async function forget() {
    await within("readwrite", (k, d, p) => { k.clear(); p.clear(); });
    if (self.caches) for (const name of await caches.keys()) if (name.startsWith("desk-")) await caches.delete(name);
  }

  /** Fetches the lists anew; false when there is no line, and 401 or 403 when they are not ours any more. */
  async function fetchPack() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch("/api/v1/desk/pack", { credentials: "same-origin", cache: "no-store", signal: stop.signal });
      if (answer.status === 401 || answer.status === 403) return answer.status;
      if (!answer.ok) return false;
      await keep(await answer.json());
      return true;
    } catch (e) { return false; } finally { clearTimeout(timer); }
  }

  /** Writes a deed down on this phone, before anybody is told of it. */
  async function record(deed) {
    const now = await pack();
    const full = Object.assign({ id: newId(), saidAt: new Date().toISOString(), keeper: now ? now.keeper : null }, deed);
    await within("readwrite", (k, d) => { d.add(full); });
    return full;
  }

  const dropProblem = id => within("readwrite", (k, d, p) => { p.delete(id); });

  /** What the server said of these deeds: they are told, the lists know it, and what was not done is kept to be looked at. */
  function settle(told, results) {
    return within("readwrite", (k, d, p) => {
      const wish = k.get("pack");
      wish.onsuccess = () => {
        const lists = wish.result;
        for (const result of results) {
          const deed = told.find(t => t.id === result.id);
          if (!deed) continue;
          d.delete(deed.n);
          let title = "", sequence = "";
          for (const deal of lists ? lists.deals : []) {
            const order = deal.orders.find(o => o.orderId === result.orderId);
            if (!order) continue;
            title = deal.title;
            sequence = order.sequence;
            order.handedOverAt = result.standing ? result.standing.saidAt || result.standing.at : null;
            order.handOverId = result.standing ? result.standing.handOverId : null;
          }
          if (!result.done) p.put({ id: deed.id, kind: deed.kind, saidAt: deed.saidAt, code: result.code, sentence: result.sentence, standing: result.standing, title, sequence });
        }
        if (lists) k.put(lists, "pack");
      };
    });
  }

  let running = null;

  /** Tells what was done, in its order. Repeating it is harmless: each deed carries its own id. */
  function sync() {
    running = running || tell().finally(() => { running = null; });
    return running;
  }

  async function tell() {
    const now = await pack();
    let sent = 0, wrong = 0;
    for (;;) {
      const mine = (await unsent()).filter(d => !now || !d.keeper || d.keeper === now.keeper).slice(0, batch);
      if (mine.length === 0) return { sent, wrong, line: true };
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), patience);
      try {
        const answer = await fetch("/api/v1/desk/hand-overs", {
          method: "POST", credentials: "same-origin", signal: stop.signal,
          headers: { "Content-Type": "application/json", "Idempotency-Key": newId() },
          body: JSON.stringify({ keeper: mine[0].keeper, deeds: mine.map(d => ({ id: d.id, kind: d.kind, orderId: d.orderId, saidAt: d.saidAt, undoes: d.undoes || null })) }),
        });
        if (!answer.ok) return { sent, wrong, line: true, status: answer.status };
        const { results } = await answer.json();
        await settle(mine, results);
        sent += mine.length;
        wrong += results.filter(result => !result.done).length;
      } catch (e) { return { sent, wrong, line: false }; } finally { clearTimeout(timer); }
    }
  }

  /** The lists with what this phone did since: each order with `handed` (when), `deed` (ours, untold) or neither. */
  async function state() {
    const [lists, waiting, problems] = await Promise.all([pack(), unsent(), unsettled()]);
    const last = new Map();
    for (const deed of waiting) last.set(deed.orderId, deed);
    for (const deal of lists ? lists.deals : []) {
      for (const order of deal.orders) {
        const deed = last.get(order.orderId);
        order.handed = deed ? (deed.kind === "hand" ? deed.saidAt : null) : order.handedOverAt;
        order.undoes = deed && deed.kind === "hand" ? deed.id : order.handOverId;
        order.untold = Boolean(deed);
      }
    }
    return { lists, waiting, problems };
  }

  /** Which order of which deal a code belongs to; no code is kept, so it is turned into its mark once per deal. */
  async function whose(code, lists) {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
    for (const deal of lists.deals) {
      const salt = new Uint8Array(deal.salt.match(/../g).map(h => parseInt(h, 16)));
      const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: lists.rounds }, key, 128);
      const mark = Array.from(new Uint8Array(bits), b => b.toString(16).padStart(2, "0")).join("");
      const order = deal.orders.find(o => o.codeMark === mark);
      if (order) return order;
    }
    return null;
  }

  return { pack, purge, forget, fetchPack, record, sync, state, whose, dropProblem, unsent };
})();
