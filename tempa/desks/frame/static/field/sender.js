// Sends the queue, one envelope at a time, as often as it takes: the server answers a name that it knows as the first time.
import * as clock from "./clock.js";
import { sent_note } from "./queue.js";
import * as store from "./store.js";
import * as words from "./words.js";

const PAUSES = [5, 15, 60, 300], MOST_TURNS = 60;
export class SignIn extends Error {}
class Later extends Error {}
class Busy extends Later {}
let base, tell = () => {}, timer, tries = 0;

// `listener({state, why})` hears "sending", "waiting", "offline", "sign-in", "done" and of each envelope that left.
export function begin(address, listener) {
  base = address;
  tell = listener;
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
}
export async function ask(path, options = {}) {
  const asked = Date.now();
  let answer;
  try {
    answer = await fetch(base + path, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(120_000), ...options });
  } catch {
    throw new Later("offline");
  }
  if (answer.type === "opaqueredirect") throw new SignIn();
  if (answer.status === 403) throw new SignIn("token");
  if (answer.status === 503) throw new Busy("server");
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Later("server");
  const is_said = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  let said;
  try {
    said = is_said ? await answer.json() : { state: "refused", why: words.say("no_desk") };
  } catch {
    throw new Later("offline");
  }
  if (said.time) await clock.heard(said.time, asked);
  return said;
}
const token = () => decodeURIComponent(/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "");
async function post(path, body, type) {
  const options = () => ({ method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": token(), "X-Device-Clock": clock.header() } });
  for (let turn = 0; ; turn++) {
    try {
      return await ask(path, options());
    } catch (error) {
      if (error instanceof SignIn && error.message === "token" && turn < MOST_TURNS) await ask("tugas/").then(() => { turn = MOST_TURNS; });
      else if (error instanceof Busy && turn < MOST_TURNS) await new Promise((go) => setTimeout(go, 300 + Math.random() * 1200)); // many phones at once
      else throw error;
    }
  }
}

// Everything that waits. Two pages of one phone do not send at once; where they did, nothing would be double.
export function send(also_refused = false) {
  clearTimeout(timer);
  const work = (lock) => (lock ? send_queue(also_refused) : undefined);
  return navigator.locks ? navigator.locks.request("tempa-field-send", { ifAvailable: true }, work) : work(true);
}
async function send_queue(also_refused) {
  const waiting = (await store.all("queue")).filter((entry) => also_refused || entry.state === "waiting");
  if (!waiting.length) return tell({ state: "done" });
  tell({ state: "sending" });
  try {
    for (const entry of waiting) await send_one(entry);
    tries = 0;
    tell({ state: "done" });
  } catch (error) {
    if (error instanceof SignIn) return tell({ state: "sign-in" });
    if (!(error instanceof Later)) { tell({ state: "broken", why: error.message }); throw error; }
    const pause = PAUSES[Math.min(tries++, PAUSES.length - 1)];
    timer = setTimeout(() => send(), pause * 1000);
    tell({ state: error.message });
  }
}
async function send_one(entry) {
  for (let round = 0; round < 4; round++) {
    const answer = await post("kirim/", entry.text, "application/json");
    if (answer.state !== "photos") return settle(entry, answer);
    for (const sha256 of answer.missing) {
      const photo = await store.get("photos", sha256);
      if (!photo) return settle(entry, { state: "refused", why: words.say("photo_lost") });
      const kept = await post(`foto/${entry.identity}/${sha256}/`, photo.bytes, "image/jpeg");
      if (kept.state !== "kept") return settle(entry, kept);
    }
  }
  throw new Later("server");
}
async function settle(entry, answer) {
  if (answer.state === "refused") {
    await store.put("queue", { ...entry, state: "refused", why: answer.why });
  } else {
    await store.arrived(entry, sent_note(entry, answer.why)); // recorded; or kept there beside another, or until its recorder says so
  }
  tell({ state: "one" });
}
