// The queue as a file: one line says what it is, one line for each envelope, draft and photo. Loaded elsewhere it is the same queue.
import { keep, unsaved } from "./photos.js";
import * as store from "./store.js";

const WHAT = "tempa-queue", FORMAT = 1;

// `open` is the draft on the page, which may not have found room on the phone.
export async function save(who, open) {
  const [queue, kept] = await Promise.all([store.all("queue"), store.all("drafts")]);
  const drafts = [...kept.filter((draft) => draft.key !== open?.key), ...(open ? [open] : [])];
  const parts = [line({ what: WHAT, format: FORMAT, person: who.person, programme: who.programme, envelopes: queue.length, drafts: drafts.length })];
  const named = new Set([...queue.flatMap((entry) => entry.photos), ...drafts.flatMap((draft) => store.photos_in(draft.answers))]);
  parts.push(...queue.map((entry) => line({ envelope: entry })), ...drafts.map((draft) => line({ draft })));
  for (const sha256 of named) {
    const photo = unsaved.get(sha256) ?? (await store.get("photos", sha256));
    if (photo) parts.push(line({ photo: sha256, thumb: photo.thumb, jpeg: in_letters(photo.bytes) }));
  }
  const name = `tempa-${who.person.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${new Date().toISOString().slice(0, 10)}.tempa`;
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return queue.length;
}
// How many envelopes and drafts of a file are new here; null where it is no such file.
export async function load(file) {
  const lines = (await file.text()).split("\n").filter(Boolean);
  let said;
  try { said = lines.map((text) => JSON.parse(text)); } catch { return null; }
  if (said[0]?.what !== WHAT || said[0].format > FORMAT) return null;
  for (const { photo, thumb, jpeg } of said) if (photo && (await keep(of_letters(jpeg), thumb)) !== photo) return null;
  const [there, sent, drafts] = (await Promise.all(["queue", "sent", "drafts"].map(store.keys))).map((found) => new Set(found));
  const queue = said.map((one) => one.envelope).filter((entry) => entry && !there.has(entry.identity) && !sent.has(entry.identity));
  const open = said.map((one) => one.draft).filter((draft) => draft && !drafts.has(draft.key));
  for (const entry of queue) await store.put("queue", entry);
  for (const draft of open) await store.put("drafts", draft);
  return queue.length + open.length;
}
const line = (value) => `${JSON.stringify(value)}\n`;
function in_letters(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
const of_letters = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
