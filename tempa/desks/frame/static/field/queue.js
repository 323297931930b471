// What waits to be sent. An envelope is written once, as text, and never changed: its bytes are what the server knows it by.
import * as clock from "./clock.js";
import { answered } from "./form.js";
import * as store from "./store.js";

export const FORMAT = 1;

export function envelope_of(draft, { person, programme }) {
  const identity = crypto.randomUUID(), photos = [...new Set(store.photos_in(draft.answers))];
  const body = { ...draft.body, form: draft.version, answers: answered(draft.answers) };
  const said = { format: FORMAT, identity, kind: draft.kind, programme, person: person.id, title: draft.title, made_at: clock.now(), clock: clock.noted(), body, photos };
  return { identity, format: FORMAT, key: draft.key, title: draft.title, person: person.id, text: JSON.stringify(said), photos, draft, why: "", state: "waiting" };
}
export async function finish(draft, who) {
  const entry = envelope_of(draft, who);
  await store.freeze(entry, draft.key);
  return entry;
}
// A refused envelope becomes a draft again; what is finished of it then is another envelope, of another name.
export const mend = (entry) => store.thaw(entry.draft, entry.identity);
export const sent_note = (entry, why = "") => ({ identity: entry.identity, key: entry.key, title: entry.title, at: clock.now(), why });
