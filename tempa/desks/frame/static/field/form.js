// Draws a form from its description, and says what is still missing or cannot be.
import { button, h } from "./page.js";
import * as photos from "./photos.js";
import { number, number_in, say } from "./words.js";

export function draw(questions, answers, changed, prefix = "") {
  let group = "";
  return questions.flatMap((question) => {
    const heading = question.group && question.group !== group ? [h("h2", {}, question.group)] : [];
    group = question.group ?? group;
    return [...heading, one(question, (answers[question.name] ??= {}), changed, prefix + question.name)];
  });
}
function one(question, answer, changed, id) {
  const verdict = h("p", { className: "verdict" }), more = h("div"), photo_place = h("div");
  const touched = () => { refresh(); changed(); };
  function refresh() {
    const [look, words] = verdict_of(question, answer);
    verdict.className = `verdict ${look}`;
    verdict.textContent = words;
    const is_bad = look === "bad", wants_photo = question.photo && (question.photo !== "fault" || is_bad || answer.photos?.length);
    if (is_bad || answer.note) more.replaceChildren(note_field(answer, id, changed, more));
    else if (!more.firstChild) more.replaceChildren(note_button(answer, id, changed, more));
    if (wants_photo && !photo_place.firstChild) photo_place.replaceChildren(photo_field(question, answer, id, changed));
    if (!wants_photo) photo_place.replaceChildren();
  }
  const control = (CONTROLS[question.sort ?? "yes_no"])(question, answer, id, touched, changed);
  const has_more = !["rows", "text", "signature", "point", "photo"].includes(question.sort);
  refresh();
  if (question.sort === "photo") photo_place.replaceChildren(photo_field({ photo: "must" }, answer, id, changed));
  return h("fieldset", { id: `f-${id}`, className: "question" },
    h("legend", {}, question.words, question.is_optional ? h("small", {}, ` ${say("optional")}`) : ""),
    question.help ? h("p", { className: "soft" }, question.help) : null, control, verdict, photo_place, has_more ? more : null);
}

const CONTROLS = { yes_no, choice, number: figure, count: figure, text, point, signature, rows, photo: () => null };

const marks = (question) => question.choices ?? (question.sort === "choice" ? [] : [{ value: "yes", words: say("good") }, { value: "no", words: say("bad") }]);
function yes_no(question, answer, id, touched) {
  return h("div", { className: "choices" }, marks(question).map(({ value, words }) => h("label", {},
    h("input", { type: "radio", name: id, value, checked: answer.value === value, onchange: () => { answer.value = value; touched(); } }), h("span", {}, words))));
}
function choice(question, answer, id, touched, changed) {
  return marks(question).length <= 4 ? yes_no(question, answer, id, touched) : select(question.words, question.choices, answer, "value", touched, id);
}
function select(words, choices, answer, member, changed, id) {
  const field = h("select", { id, onchange: () => { answer[member] = field.value; changed(); } }, h("option", { value: "" }, say("choose")),
    choices.map((c) => h("option", { value: c.value, selected: answer[member] === c.value }, c.words)));
  return h("label", { className: "line" }, h("span", { className: "small" }, words), field);
}
function figure(question, answer, id, touched, changed) {
  const field = h("input", { id, type: "text", inputMode: question.sort === "count" ? "numeric" : "decimal", autocomplete: "off", value: answer.typed ?? "",
    oninput: () => { answer.typed = field.value; answer.value = number_in(field.value) ?? ""; touched(); } });
  return h("div", {}, h("label", { className: "line" }, h("span", { className: "small" }, limits(question)), h("span", { className: "pair" }, field, h("span", {}, question.unit ?? ""))),
    question.instruments ? select(say("instrument"), question.instruments, answer, "instrument", touched, `${id}-instrument`) : null);
}
export function limits(question) {
  const { low, high, unit = "" } = question;
  if (low && high) return `${number(low)} – ${number(high)} ${unit}`;
  if (low) return `≥ ${number(low)} ${unit}`;
  return high ? `≤ ${number(high)} ${unit}` : say(question.sort === "count" ? "count" : "measure");
}
function text(question, answer, id, _touched, changed) {
  const field = h("textarea", { id, rows: 2, value: answer.value ?? "", oninput: () => { answer.value = field.value; changed(); } });
  return h("label", { className: "line" }, h("span", { className: "hidden" }, question.words), field);
}
function point(question, answer, id, touched) {
  const told = h("p", { id, role: "status" }, answer.value ? say("place_known", place_words(answer.value)) : say("place_unknown"));
  const ask = () => {
    told.textContent = say("place_searching");
    navigator.geolocation?.getCurrentPosition(({ coords }) => {
      answer.value = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.round(coords.accuracy)].join(",");
      told.textContent = say("place_known", place_words(answer.value));
      touched();
    }, (error) => { told.textContent = say(error.code === 1 ? "place_forbidden" : "place_failed"); }, { enableHighAccuracy: true, timeout: 60_000, maximumAge: 60_000 });
  };
  return h("div", {}, told, button(say("place_take"), ask));
}
const place_words = (value) => Object.fromEntries(value.split(",").map((part, n) => [["latitude", "longitude", "accuracy"][n], part]));
function signature(question, answer, id, _touched, changed) {
  const name = h("input", { id, type: "text", autocomplete: "off", value: answer.value ?? "", oninput: () => { answer.value = name.value; changed(); } });
  const canvas = h("canvas", { width: 640, height: 240, className: "sign" });
  const pen = canvas.getContext("2d");
  const blank = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); pen.lineWidth = 4; pen.lineCap = "round"; };
  blank();
  photos.find(answer.photos?.[0]).then((kept) => kept && createImageBitmap(new Blob([kept.bytes])).then((picture) => pen.drawImage(picture, 0, 0))).catch(() => {});
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height]; };
  let is_down = false;
  canvas.addEventListener("pointerdown", (event) => { is_down = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
  canvas.addEventListener("pointermove", (event) => { if (is_down) { pen.lineTo(...at(event)); pen.stroke(); } });
  canvas.addEventListener("pointerup", async () => { is_down = false; answer.photos = [await photos.take_drawing(canvas)]; changed(); });
  return h("div", {}, h("label", { className: "line" }, h("span", { className: "small" }, say("sign_name")), name), h("p", { className: "small" }, say("sign_here")), canvas,
    button(say("sign_again"), () => { blank(); answer.photos = []; changed(); }));
}
function rows(question, answer, id, _touched, changed) {
  const place = h("div");
  answer.rows ??= [];
  const redraw = () => place.replaceChildren(...answer.rows.map((row, n) => h("div", { className: "card" }, h("h3", {}, `${question.words} ${n + 1}`),
    draw(question.of, row, changed, `${id}-${n}-`), button(say("row_remove"), () => { answer.rows.splice(n, 1); redraw(); changed(); }))));
  redraw();
  return h("div", {}, place, button(say("row_add"), () => { answer.rows.push({}); redraw(); changed(); }));
}

function note_button(answer, id, changed, place) {
  return button(say("note_add"), () => { place.replaceChildren(note_field(answer, id, changed, place)); place.querySelector("textarea").focus(); }, "quiet");
}
function note_field(answer, id, changed, place) {
  const there = place.querySelector("label");
  if (there) return there;
  const field = h("textarea", { rows: 2, value: answer.note ?? "", oninput: () => { answer.note = field.value; changed(); } });
  return h("label", { className: "line" }, h("span", { className: "small" }, say("note")), field);
}
function photo_field(question, answer, id, changed) {
  const list = h("div", { className: "thumbs" }), told = h("p", { role: "status", className: "small" });
  answer.photos ??= [];
  const redraw = async () => {
    const found = await Promise.all(answer.photos.map(photos.find));
    list.replaceChildren(...found.map((photo, n) => h("span", { className: "thumb" }, h("img", { src: photo?.thumb ?? "", alt: say("photo_number", { n: n + 1 }) }),
      h("button", { type: "button", onclick: () => { answer.photos.splice(n, 1); redraw(); changed(); } }, say("photo_remove")))));
  };
  const take = async (event) => {
    for (const file of event.target.files) {
      told.textContent = say("photo_working");
      try {
        const name = await photos.take(file);
        if (!answer.photos.includes(name)) answer.photos.push(name);
        told.textContent = "";
      } catch {
        told.textContent = say("photo_none");
      }
    }
    event.target.value = "";
    changed();
    await redraw();
  };
  redraw();
  return h("div", {}, h("label", { className: "button" }, say(question.photo === "must" ? "photo_must" : "photo_take"),
    h("input", { type: "file", accept: "image/*", capture: "environment", className: "hidden", id: `${id}-photo`, onchange: take })), told, list);
}

// ["bad" | "fine" | "", its words]
export function verdict_of(question, answer) {
  if (answer.typed && !answer.value) return ["bad", say("no_number")];
  if (!answer.value) return ["", ""];
  if (["number", "count"].includes(question.sort)) {
    const value = Number(answer.value), read = `${number(answer.value)} ${question.unit ?? ""}`;
    if (out_of_range(question, answer)) return ["bad", say("out_of_range", { value: read, least: number(range_of(question, answer).least ?? "0"), most: number(range_of(question, answer).most ?? "∞") })];
    if ((question.low && value < Number(question.low)) || (question.high && value > Number(question.high))) return ["bad", say("out_of_limits", { value: read })];
    return question.low || question.high ? ["fine", say("in_limits", { value: read })] : ["", say("read_as", { value: read })];
  }
  return (question.sort ?? "yes_no") === "yes_no" && answer.value === "no" ? ["bad", ""] : ["", ""];
}
// The range of the chosen instrument, or else that of the question.
const range_of = (question, answer) => question.instruments?.find((one) => one.value === answer.instrument) ?? question;
function out_of_range(question, answer) {
  const value = Number(answer.value), { least, most } = range_of(question, answer);
  return (least && value < Number(least)) || (most && value > Number(most));
}

// What keeps the form from being finished: [{id, words}]
export function faults(questions, answers, prefix = "") {
  return questions.flatMap((question) => {
    const answer = answers[question.name] ?? {}, id = prefix + question.name, sort = question.sort ?? "yes_no";
    const say_of = (name) => [{ id, words: `${question.words}: ${say(name)}` }];
    if (sort === "rows") {
      if (!answer.rows?.length && !question.is_optional) return say_of("missing_row");
      return (answer.rows ?? []).flatMap((row, n) => faults(question.of, row, `${id}-${n}-`));
    }
    if (answer.typed && !answer.value) return say_of("no_number");
    if (sort === "count" && answer.value && !/^\d+$/.test(answer.value)) return say_of("no_count");
    if (answer.value && ["number", "count"].includes(sort) && out_of_range(question, answer)) return say_of("out_of_range_short");
    if (!answer.value && sort !== "photo" && !question.is_optional) return say_of("missing");
    if (sort === "signature" && !answer.photos?.length && !question.is_optional) return say_of("missing_signature");
    const is_bad = verdict_of(question, answer)[0] === "bad";
    const needs_photo = (sort === "photo" && !question.is_optional) || question.photo === "must" || (question.photo === "fault" && is_bad);
    if (needs_photo && !answer.photos?.length) return say_of("missing_photo");
    if (answer.value && question.instruments && !answer.instrument) return say_of("missing_instrument");
    return [];
  });
}
// What goes into the envelope: only what was answered, and nothing of how it was typed.
export function answered(answers) {
  const said = Object.entries(answers).map(([name, { value, note, instrument, photos: taken, rows: lines }]) => [name, {
    ...(value ? { value } : {}), ...(note?.trim() ? { note: note.trim() } : {}), ...(instrument ? { instrument } : {}),
    ...(taken?.length ? { photos: taken } : {}), ...(lines?.length ? { rows: lines.map(answered) } : {}),
  }]);
  return Object.fromEntries(said.filter(([, answer]) => Object.keys(answer).length));
}
