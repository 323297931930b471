// Reports and problems from places without a network: kept on the phone with their photos made small, sent when there is one.
// Without this script the forms work as they are. Sent twice is recorded once: each carries a name of its own.
(() => {
  const sign = document.getElementById("unsent");
  if (!sign || !window.indexedDB) return;
  const LONGEST = 1600, QUALITY = 0.8, EVERY = 20000, GIVE_UP = 30000, MOST_PAGES = 7;
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
    sign.hidden = !there.length && navigator.onLine;
    sign.replaceChildren();
    const waits = there.length - refused.length;
    if (!navigator.onLine) say(sign.dataset.offline);
    if (waits) say(sign.dataset.waits.replace("{n}", waits));
    for (const one of refused) {
      say(sign.dataset.refused.replace("{t}", one.title.split(" · ")[0]), [sign.dataset.open, () => again(one)], [
        sign.dataset.drop, () => drop(one).then(tell)]);
    }
  }

  function say(words, ...buttons) {
    const line = document.createElement("p");
    line.append(words);
    for (const [label, deed] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", deed);
      line.append(" ", button);
    }
    sign.append(line);
  }

  // What was refused is sent as a page: the server says why, and shows what was typed.
  function again(one) {
    const form = document.createElement("form"), files = new Map();
    Object.assign(form, { method: "post", action: one.address, enctype: "multipart/form-data", hidden: true });
    for (const [name, value] of one.fields) {
      if (value instanceof File) { files.set(name, [...(files.get(name) ?? []), value]); continue; }
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    for (const [name, some] of files) {
      const field = document.createElement("input"), held = new DataTransfer();
      for (const file of some) held.items.add(file);
      Object.assign(field, { type: "file", name, multiple: true, files: held.files });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }

  for (const form of document.querySelectorAll("form")) {
    if (!form.querySelector("input[name=photos]")) {
      form.addEventListener("submit", (event) => {
        if (navigator.onLine) return;
        event.preventDefault(); // what it holds stays as it is
        tell().then(() => say(sign.dataset.needs));
        sign.scrollIntoView();
      });
      continue;
    }
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

  // Pages opened here open again without a network, and so do those that this one leads to.
  async function keepPages() {
    if (!sign.dataset.worker || !navigator.serviceWorker) return;
    await navigator.serviceWorker.register(sign.dataset.worker);
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((yes) => navigator.serviceWorker.addEventListener("controllerchange", yes, { once: true }));
    }
    const own = [...document.querySelectorAll("link[rel=stylesheet]")].map((one) => one.href);
    const scripts = [...document.querySelectorAll("script[src]")].map((one) => one.src);
    const pages = [...document.querySelectorAll("main a[href]")].map((one) => one.pathname).filter((path) => /^\/t\/[^/]+\/(kerja|ronde|mesin)\//.test(path));
    // The files first: a page that is kept without them could not keep what is filled in.
    for (const one of new Set([...own, ...scripts, location.pathname, ...pages.slice(0, sign.dataset.pages ?? MOST_PAGES)])) {
      if (!(await caches.match(one, { ignoreVary: true }))) await fetch(one);
    }
  }

  window.addEventListener("online", sendAll);
  window.addEventListener("offline", tell);
  setInterval(sendAll, EVERY);
  tell().then(sendAll);
  keepPages().catch(() => {}); // no worker here: pages need a network, reports still wait
})();
