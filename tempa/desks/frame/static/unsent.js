// Reports and problems from places without a network: kept on the phone with their photos made small, sent when there is one.
// Without this script the forms work as they are. Sent twice is recorded once: each carries a name of its own.
(() => {
  const sign = document.getElementById("unsent");
  if (!sign || !window.indexedDB) return;
  const LONGEST = 1600, QUALITY = 0.8, EVERY = 20000, GIVE_UP = 30000;
  let sending = false;

  const kept = new Promise((yes, no) => {
    const asked = indexedDB.open("tempa-unsent", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sent", { keyPath: "name" });
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });

  function store(mode, deed) {
    return kept.then((db) => new Promise((yes, no) => {
      const turn = db.transaction("sent", mode);
      const asked = deed(turn.objectStore("sent"));
      turn.oncomplete = () => yes(asked.result);
      turn.onerror = turn.onabort = () => no(turn.error);
    }));
  }

  const put = (one) => store("readwrite", (s) => s.put(one));
  const drop = (one) => store("readwrite", (s) => s.delete(one.name));
  const all = () => store("readonly", (s) => s.getAll());

  function fresh() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const h = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
    return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
  }

  async function small(file) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const part = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const sheet = document.createElement("canvas");
      sheet.width = Math.round(picture.width * part);
      sheet.height = Math.round(picture.height * part);
      sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
      const made = await new Promise((yes) => sheet.toBlob(yes, "image/jpeg", QUALITY));
      return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file; // what is no photo is told by the server, in words
    }
  }

  async function taken(form) {
    const fields = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "identity" || name === "seen" || name === "said") continue;
      if (value instanceof File) { if (value.size) fields.push([name, await small(value)]); } else fields.push([name, value]);
    }
    const name = fresh();
    fields.push(["identity", name], ["said", new Date().toISOString()]);
    return { name, address: form.action || location.href, title: document.title, fields, refused: false };
  }

  async function send(one) {
    const body = new FormData();
    for (const [name, value] of one.fields) body.append(name, value);
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), GIVE_UP);
    try {
      return await fetch(one.address, { method: "POST", body, signal: stop.signal, credentials: "same-origin" });
    } finally {
      clearTimeout(clock);
    }
  }

  async function sendAll() {
    if (sending) return;
    sending = true;
    try {
      for (const one of await all()) {
        if (one.refused) continue;
        const answer = await send(one);
        if (answer.ok && answer.redirected) await drop(one);
        else if (answer.status < 500 && answer.status !== 429) { one.refused = true; await put(one); }
      }
    } catch { /* still no network: they stay */ } finally {
      sending = false;
      await tell();
    }
  }

  async function tell() {
    const there = await all();
    const refused = there.filter((one) => one.refused);
    sign.hidden = !there.length;
    sign.replaceChildren();
    const waits = there.length - refused.length;
    if (waits) sign.append(sign.dataset.waits.replace("{n}", waits));
    for (const one of refused) {
      const line = document.createElement("p"), link = document.createElement("a"), gone = document.createElement("button");
      link.href = one.address;
      link.textContent = sign.dataset.refused.replace("{t}", one.title.split(" · ")[0]);
      gone.type = "button";
      gone.textContent = sign.dataset.drop;
      gone.addEventListener("click", () => drop(one).then(tell));
      line.append(link, " ", gone);
      sign.append(line);
    }
  }

  for (const form of document.querySelectorAll("form")) {
    if (!form.querySelector("input[name=photos]")) continue;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button.main, button");
      button.disabled = true;
      try {
        const one = await taken(form);
        await put(one);
        try {
          const answer = await send(one);
          await drop(one);
          if (answer.ok && answer.redirected) location.assign(answer.url);
          else if (answer.status >= 500) { await put(one); form.reset(); }
          else form.submit(); // the server says why, on its own page, and keeps what was typed
        } catch {
          form.reset(); // no network: it waits here
        }
      } catch {
        form.submit(); // no room on the phone: as without this script
      } finally {
        button.disabled = false;
        await tell();
      }
    });
  }

  window.addEventListener("online", sendAll);
  setInterval(sendAll, EVERY);
  tell().then(sendAll);
})();
