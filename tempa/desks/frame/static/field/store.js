// What the phone keeps, in IndexedDB. A write that is answered is on the disk: killing the browser loses nothing of it.
export const NAME = "tempa-field";
// One step for each version of the stores. A phone that was away for long goes through those that it has not had yet,
// and what it had kept stays; no step is ever changed or taken away.
export const STEPS = [
  (db) => {
    db.createObjectStore("kept");
    db.createObjectStore("drafts", { keyPath: "key" });
    db.createObjectStore("queue", { keyPath: "identity" }).createIndex("photos", "photos", { multiEntry: true });
    db.createObjectStore("photos", { keyPath: "sha256" });
    db.createObjectStore("sent", { keyPath: "identity" });
  },
];
export class NoRoom extends Error {}

let opened;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, STEPS.length);
    request.onupgradeneeded = (event) => {
      for (const step of STEPS.slice(event.oldVersion)) step(request.result, request.transaction);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opened = undefined; reject(told(request.error)); };
  });
  return opened;
}
const told = (error) => (error?.name === "QuotaExceededError" || error?.name === "UnknownError" ? new NoRoom(error.message) : error);

// `work` gets the stores by name and may only ask of them; what it returns is given back once everything is on the disk.
async function transact(names, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    transaction.onabort = () => reject(told(transaction.error ?? new Error("aborted")));
    try {
      result = work(...names.map((name) => transaction.objectStore(name)));
    } catch (error) {
      reject(told(error));
    }
  });
}
export const get = (store, key) => transact([store], "readonly", (s) => s.get(key));
export const all = (store) => transact([store], "readonly", (s) => s.getAll());
export const keys = (store) => transact([store], "readonly", (s) => s.getAllKeys());
export const count = (store) => transact([store], "readonly", (s) => s.count());
export const put = (store, value, key) => transact([store], "readwrite", (s) => (key === undefined ? s.put(value) : s.put(value, key)));
export const remove = (store, key) => transact([store], "readwrite", (s) => s.delete(key));

// A draft becomes an envelope in one step: there is never both, and never none.
export const freeze = (entry, key) => transact(["queue", "drafts"], "readwrite", (queue, drafts) => { queue.put(entry); drafts.delete(key); });
// What is to be mended becomes a draft again in one step.
export const thaw = (draft, identity) => transact(["queue", "drafts"], "readwrite", (queue, drafts) => { drafts.put(draft); queue.delete(identity); });
// An envelope that the server has leaves the queue with the photos that nothing else names.
export async function arrived(entry, note) {
  const drafts = await all("drafts");
  const still = new Set(drafts.flatMap((draft) => photos_in(draft.answers)));
  return transact(["queue", "photos", "sent"], "readwrite", (queue, photos, sent) => {
    queue.delete(entry.identity);
    sent.put(note);
    for (const sha256 of entry.photos.filter((name) => !still.has(name))) {
      queue.index("photos").count(sha256).onsuccess = (event) => { if (event.target.result === 0) photos.delete(sha256); };
    }
  });
}
export function photos_in(answers) {
  return Object.values(answers).flatMap((answer) => [...(answer.photos ?? []), ...(answer.rows ?? []).flatMap(photos_in)]);
}
