// The field page: which tasks, which thing of a task, its form; what waits; what the phone and the line are up to.
import * as clock from "./clock.js";
import * as files from "./files.js";
import { draw, faults } from "./form.js";
import { button, h, notice, show } from "./page.js";
import * as photos from "./photos.js";
import * as queue from "./queue.js";
import * as sender from "./sender.js";
import * as store from "./store.js";
import * as words from "./words.js";

const { say } = words;
const GROUPS = {
  inspection: "kind_inspection", verification: "kind_verification", handover: "kind_handover", departure: "kind_departure",
  site: "kind_site", run: "kind_run", use: "kind_use",
};
const FEW = 8; // so many tasks of a kind are shown at once; more are opened by a tap
const base = document.body.dataset.base;
let taken = { person: null, programme: "", tasks: [] }, open = null, is_full = false;

async function begin() {
  await words.begin();
  if (!window.isSecureContext || !("indexedDB" in window) || !crypto.subtle) return show(say("title"), h("p", {}, say("no_phone")));
  try {
    taken = (await store.get("kept", "tasks")) ?? taken;
    await clock.begin();
    await forget_lost_photos();
  } catch (error) {
    told_full(error);
  }
  sender.begin(base, heard);
  addEventListener("hashchange", draw_page);
  addEventListener("offline", draw_line);
  addEventListener("online", draw_line);
  await draw_page();
  draw_line();
  register();
  navigator.storage?.persist?.();
  await fetch_tasks(true);
  sender.send();
}
function register() {
  if (!("serviceWorker" in navigator)) return;
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (had) notice("new", say("new_program"), button(say("reload"), () => location.reload())); });
  navigator.serviceWorker.register(`${base}worker.js`, { scope: base, updateViaCache: "none" }).then((it) => it.update().catch(() => {}), () => {});
}
// Photos that no draft and no envelope names: of a draft that was thrown away, or of a tap that was cut off.
async function forget_lost_photos() {
  const [drafts, entries, names] = await Promise.all([store.all("drafts"), store.all("queue"), store.keys("photos")]);
  const named = new Set([...drafts.flatMap((d) => store.photos_in(d.answers)), ...entries.flatMap((e) => [...e.photos, ...store.photos_in(e.draft.answers)])]);
  for (const name of names.filter((one) => !named.has(one))) await store.remove("photos", name);
}

async function fetch_tasks(is_quiet) {
  try {
    const said = await sender.ask("tugas/");
    if (!said.tasks) throw new sender.SignIn();
    said.tasks.push(...(await still_needed(said)));
    taken = said;
    notice("sign-in");
    await store.put("kept", said, "tasks");
    if (!open) await draw_page();
    if (!is_quiet) notice("told", say("taken_along", { n: said.tasks.length }));
  } catch (error) {
    if (error instanceof sender.SignIn) told_sign_in();
    else if (error instanceof store.NoRoom) told_full(error);
    else if (!is_quiet) notice("told", say("no_line"));
  }
  draw_line();
}
// Tasks that the server has no more and of which something lies on this phone: it can be read, mended and thrown away.
async function still_needed(said) {
  if (taken.person?.id !== said.person.id || taken.programme !== said.programme) return [];
  const [drafts, entries] = await Promise.all([store.all("drafts"), store.all("queue")]);
  const held = new Set([...drafts, ...entries].map((one) => one.key)), there = new Set(said.tasks.map((task) => address_of(task)));
  return taken.tasks.filter((task) => !there.has(address_of(task)) && task.things.some((thing) => held.has(key_of(task, thing))))
    .map((task) => ({ ...task, is_gone: true }));
}
function told_sign_in() {
  notice("sign-in", say("sign_in"), h("a", { className: "button main", href: `/masuk/?next=${encodeURIComponent(base)}` }, say("sign_in_go")));
}
function told_full(error) {
  if (!(error instanceof store.NoRoom)) throw error;
  is_full = true;
  notice("full", say("full"), button(say("save_file"), save_file, "main"), button(say("try_again"), save_again));
}
async function save_again() {
  try {
    await photos.save_unsaved();
    if (open) await store.put("drafts", open);
    is_full = false;
    notice("full");
    notice("told", say("saved_again"));
  } catch (error) {
    told_full(error);
  }
}
const save_file = () => files.save(taken, open).then((n) => notice("told", say("file_saved", { n })), told_full);

async function heard({ state, why }) {
  if (state === "sign-in") told_sign_in();
  if (state === "done" || state === "one") notice("sign-in");
  notice("line", { sending: say("sending"), offline: say("line_later"), server: say("server_later"), broken: why ?? "" }[state] ?? "");
  await draw_line();
  if ((state === "done" || state === "one") && !open) await draw_page();
}
async function draw_line() {
  const entries = await store.all("queue").catch(() => []);
  const place = document.getElementById("unsent");
  const waits = entries.length ? h("a", { href: "#antrean" }, say("unsent", { n: entries.length })) : say("all_sent");
  place.replaceChildren(waits, navigator.onLine ? "" : ` · ${say("offline")}`);
  const off = clock.minutes_off();
  notice("clock", Math.abs(off) > 10 ? say("clock_off", { n: Math.abs(off) }) : "");
}

async function draw_page() {
  const [place, key] = location.hash.slice(1).split("?").map(decodeURIComponent);
  open = null;
  if (place === "antrean") return draw_queue();
  const task = taken.tasks.find((one) => address_of(one) === `${place}`);
  const thing = task?.things.find((one) => one.key === key);
  if (thing) return draw_thing(task, thing);
  return task ? draw_task(task) : draw_home();
}
const address_of = (task, thing) => `${task.kind}/${task.key}${thing ? `?${encodeURIComponent(thing.key)}` : ""}`;
// Where a thing is left to: the list of its task, or the first page where it is the only one.
const above = (task) => (task.things.length > 1 ? address_of(task) : "");
const back_from = (task) => (task.things.length > 1 ? back(address_of(task), task.words) : back("", say("title")));
const key_of = (task, thing) => [taken.person?.id, taken.programme, task.kind, task.key, thing.key].join("|");
const link = (address, ...content) => h("a", { className: "card", href: `#${address}` }, ...content);
const back = (address, text) => h("p", {}, h("a", { href: `#${address}` }, `‹ ${text}`));

async function states() {
  const [drafts, entries, sent] = await Promise.all(["drafts", "queue", "sent"].map(store.all));
  const found = new Map();
  for (const note of sent) found.set(note.key, ["good", say("state_sent")]);
  for (const draft of drafts) found.set(draft.key, ["doubt", say("state_begun")]);
  for (const entry of entries) found.set(entry.key, entry.state === "refused" ? ["late", say("state_refused")] : ["doubt", say("state_waiting")]);
  return (task, thing) => found.get(key_of(task, thing)) ?? (thing.is_done ? ["good", say("state_sent")] : ["", ""]);
}
const tag = ([look, text]) => (text ? h("span", { className: `tag ${look}` }, text) : null);

async function draw_home() {
  const state_of = await states();
  const row = (task) => {
    const done = task.things.filter((thing) => state_of(task, thing)[1] && state_of(task, thing)[0] !== "late").length;
    const [only] = task.things, is_single = task.things.length === 1;
    return link(is_single ? address_of(task, only) : address_of(task), h("b", {}, task.words), task.is_gone ? h("span", { className: "tag late" }, say("task_gone")) : null, (task.lines ?? []).map((line) => h("span", {}, line)), is_single ? tag(state_of(task, only)) : h("span", { className: "soft" }, say("done_of", { done, all: task.things.length })));
  };
  const kinds = [...new Set(taken.tasks.map((task) => task.kind))].map((kind) => [kind, taken.tasks.filter((task) => task.kind === kind)]);
  const cut = (kind, n) => taken.cut?.includes(kind) ? h("p", { className: "soft" }, say("only_first", { n })) : null;
  const group = ([kind, tasks]) => kinds.length === 1 ? [cut(kind, tasks.length), ...tasks.map(row)]
    : h("details", { open: tasks.length <= FEW, className: "group" }, h("summary", {}, say(GROUPS[kind] ?? kind, { n: tasks.length })), cut(kind, tasks.length), tasks.map(row));
  show(say("title"), h("p", {}, taken.person ? say("hello", { name: taken.person.name, programme: taken.programme }) : say("nobody")),
    h("div", { className: "row" }, button(say("take_along"), () => fetch_tasks(false), "main"), h("a", { className: "button", href: base.replace(/lapangan\/$/, "") }, say("to_desk"))),
    kinds.length ? kinds.flatMap(group) : h("p", { className: "empty" }, say(taken.person ? "no_tasks" : "take_first")));
}
async function draw_task(task) {
  const state_of = await states();
  show(task.words, back("", say("title")), (task.lines ?? []).map((line) => h("p", {}, line)),
    task.things.map((thing) => link(address_of(task, thing), h("b", {}, thing.words), tag(state_of(task, thing)))));
}
async function draw_thing(task, thing) {
  const key = key_of(task, thing), waiting = (await store.all("queue")).find((entry) => entry.key === key);
  if (waiting) return show(thing.words, back_from(task), entry_card(waiting));
  const form = task.forms[thing.form];
  const draft = (await store.get("drafts", key)) ?? { key, kind: task.kind, title: `${task.words} · ${thing.words}`, body: thing.body, version: form.version, answers: {} };
  open = draft;
  const saved = h("p", { role: "status", className: "soft" });
  const changed = async () => {
    if (open !== draft) return; // it was finished meanwhile
    try {
      await photos.save_unsaved();
      await store.put("drafts", draft);
      saved.textContent = say("saved");
      if (is_full) { is_full = false; notice("full"); }
    } catch (error) {
      saved.textContent = say("not_saved");
      told_full(error);
    }
  };
  const wrong = h("div", { role: "alert" });
  const finish = async () => {
    const found = faults(form.questions, draft.answers);
    wrong.replaceChildren(...(found.length ? [h("p", {}, say("not_yet", { n: found.length })), h("ul", {}, found.map(({ id, words: text }) => h("li", {}, h("button", {
      type: "button", className: "quiet", onclick: () => { const it = document.getElementById(`f-${id}`); it.scrollIntoView({ block: "center" }); it.querySelector("input,select,textarea,button")?.focus(); },
    }, text))))] : []));
    if (found.length) return wrong.scrollIntoView({ block: "center" });
    try {
      await photos.save_unsaved();
      await queue.finish(draft, taken);
    } catch (error) {
      return told_full(error);
    }
    open = null;
    notice("told", say("finished", { title: draft.title }));
    location.hash = above(task);
    sender.send();
  };
  const throw_away = async () => {
    if (!confirm(say("throw_sure", { title: draft.title }))) return;
    open = null;
    await store.remove("drafts", key);
    await thrown(draft);
    location.hash = above(task);
  };
  const told = task.things.length > 1 ? [] : [h("p", {}, h("b", {}, task.words)), (task.lines ?? []).map((line) => h("p", {}, line))];
  show(thing.words, back_from(task), told.flat(), draw(form.questions, draft.answers, changed), wrong, saved, button(say("finish"), finish, "main wide"),
    button(say("throw_draft"), throw_away, "quiet"));
  scrollTo(0, 0);
}
async function thrown({ title }) {
  await forget_lost_photos();
  notice("told", say("thrown_away", { title }));
  await draw_line();
}
// The form of a draft or an envelope, where its task is still here.
function form_address(key) {
  const [, , kind, task, ...thing] = key.split("|");
  return `${kind}/${task}?${encodeURIComponent(thing.join("|"))}`;
}
async function draw_queue() {
  const [entries, sent] = await Promise.all([store.all("queue"), store.all("sent")]);
  const unsettled = sent.filter((note) => note.why);
  show(say("queue"), back("", say("title")), h("p", {}, entries.length ? say("queue_words", { n: entries.length }) : say("queue_empty")),
    h("div", { className: "row" }, entries.length ? button(say("send_now"), () => sender.send(true), "main") : null, button(say("save_file"), save_file), load_button()),
    entries.map(entry_card), unsettled.length ? h("h2", {}, say("kept_beside")) : null,
    unsettled.map((note) => h("div", { className: "card" }, h("b", {}, note.title), h("span", {}, note.why))));
}
function entry_card(entry) {
  const mend = async () => { await queue.mend(entry); await draw_line(); if (location.hash.slice(1) === form_address(entry.key)) await draw_page(); else location.hash = form_address(entry.key); };
  const throw_away = async () => {
    if (!confirm(say("throw_sure", { title: entry.title }))) return;
    await store.remove("queue", entry.identity);
    await thrown(entry);
    await draw_page();
  };
  return h("div", { className: "card" }, h("b", {}, entry.title), h("span", { className: "soft" }, say("made_at", { at: words.moment(JSON.parse(entry.text).made_at), n: entry.photos.length })),
    entry.state === "refused" ? [h("span", { className: "tag late" }, say("state_refused")), h("span", {}, entry.why), h("div", { className: "row" }, button(say("mend"), mend, "main"), button(say("throw_away"), throw_away))] : tag(["doubt", say("state_waiting")]));
}
function load_button() {
  const field = h("input", { type: "file", className: "hidden", onchange: async () => {
    const found = await files.load(field.files[0]).catch((error) => { told_full(error); return 0; });
    notice("told", found === null ? say("file_none") : say("file_loaded", { n: found }));
    field.value = "";
    await draw_queue();
    draw_line();
  } });
  return h("label", { className: "button" }, say("load_file"), field);
}
begin();
