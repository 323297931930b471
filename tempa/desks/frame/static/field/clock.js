// Time on a phone whose clock may be wrong: what it says, what this run has counted, how far it was from the server's.
import * as store from "./store.js";

export const load = crypto.randomUUID();
export const ticks = () => Math.round(performance.now());
let ahead = null;

export async function begin() { ahead = (await store.get("kept", "ahead")) ?? null; }
// The server said its moment in an answer to a question that was asked at `asked`.
export async function heard(moment, asked) {
  const found = Math.round((asked + Date.now()) / 2 - Date.parse(moment));
  if (!Number.isFinite(found)) return;
  ahead = found;
  await store.put("kept", found, "ahead").catch(() => {});
}
export const minutes_off = () => (ahead === null ? 0 : Math.round(ahead / 60000));
export const noted = () => ({ load, ticks: ticks(), ahead, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "" });
export const header = () => `${load};${ticks()}`;
export function now() {
  const moment = new Date();
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
