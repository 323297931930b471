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
  const has_more = !["rows", "text", "signature", "point", "photo", "units", "code"].includes(question.sort) && !question.counts;
  refresh();
  if (question.sort === "photo") photo_place.replaceChildren(photo_field({ photo: "must" }, answer, id, changed));
  return h("fieldset", { id: `f-${id}`, className: "question" },
    h("legend", {}, question.words, question.is_optional ? h("small", {}, ` ${say("optional")}`) : ""),
    question.help ? h("p", { className: "soft" }, question.help) : null, control, verdict, photo_place, has_more ? more : null);
}

const CONTROLS = { yes_no, choice, number: figure, count: figure, text, point, signature, rows, units, code, photo: () => null };

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
function code(question, answer, id, _touched, changed) {
  const field = h("input", { id, type: "text", inputMode: "numeric", autocomplete: "off", maxLength: 12, value: answer.value ?? "",
    oninput: () => { answer.value = field.value.replace(/\s/g, ""); changed(); } });
  return h("label", { className: "line" }, h("span", { className: "small" }, say("digits", { n: question.digits })), field);
}
// One line for each unit, in the order of the list; what is typed or scanned ticks its own.
function units(question, answer, id, _touched, changed) {
  const known = new Map((answer.rows ?? []).map((row) => [row.serial.value, row]));
  answer.rows = question.choices.map((c) => known.get(c.value) ?? { serial: { value: c.value }, state: {}, why: {} });
  const counted = h("p", { role: "status", className: "verdict" }), told = h("p", { role: "status", className: "verdict bad" });
  const count = () => { const { yes, no } = ticked(answer); counted.textContent = say(question.is_optional ? "units_going" : "units_counted", { yes, no, all: answer.rows.length }); };
  const lines = answer.rows.map((row, n) => unit_line(question, row, `${id}-${n}`, () => { count(); changed(); }));
  const tick = (words) => {
    const found = unit_named(question.choices, words);
    told.textContent = found < 0 ? say("unit_unknown", { words }) : "";
    if (found >= 0) { lines[found].tick(); lines[found].scrollIntoView({ block: "nearest" }); }
  };
  const typed = h("input", { id, type: "text", autocomplete: "off", autocapitalize: "characters", onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); tick_typed(); } } });
  const tick_typed = () => { if (typed.value.trim()) tick(typed.value.trim()); if (!told.textContent) typed.value = ""; typed.focus(); };
  count();
  return h("div", {}, h("label", { className: "line" }, h("span", { className: "small" }, say("unit_type")), h("span", { className: "pair" }, typed, button(say("unit_tick"), tick_typed))),
    scan_button(tick, told), told, counted, lines);
}
function unit_line(question, row, id, changed) {
  const place = h("div"), name = question.choices.find((c) => c.value === row.serial.value).words;
  const why = () => place.replaceChildren(...(row.state.value === "no" ? [h("label", { className: "line" }, h("span", { className: "small" }, say("unit_why")),
    h("textarea", { id: `${id}-why`, rows: 2, value: row.why.value ?? "", oninput: (event) => { row.why.value = event.target.value; changed(); } }))] : []));
  const set = (value) => { row.state.value = value; why(); changed(); };
  const box = (value, words) => h("label", {}, h("input", { type: question.is_optional ? "checkbox" : "radio", name: id, value, checked: row.state.value === value,
    onchange: (event) => set(event.target.checked ? value : "") }), h("span", {}, words));
  const line = h("div", { className: "unit", role: "group", ariaLabel: name }, h("b", {}, name), h("div", { className: "choices" }, question.is_optional ? box("yes", say("unit_goes")) : [box("yes", say("unit_came")), box("no", say("unit_refused"))]), place);
  line.tick = () => { line.querySelector("input[value=yes]").checked = true; set("yes"); };
  why();
  return line;
}
// The unit of that name, or the only one whose name ends so; a code on a machine holds its name within an address.
function unit_named(choices, words) {
  const bare = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, ""), said = bare(words);
  const at = (fits) => { const found = choices.flatMap((c, n) => (fits(bare(c.value)) ? [n] : [])); return found.length === 1 ? found[0] : -1; };
  const [exact, within] = [at((name) => name === said), at((name) => said.includes(name))];
  return exact >= 0 ? exact : within >= 0 ? within : said.length >= 2 ? at((name) => name.endsWith(said)) : -1;
}
function scan_button(tick, told) {
  if (!("BarcodeDetector" in window)) return null;
  const read = async (event) => {
    try {
      const [code] = await new BarcodeDetector().detect(await createImageBitmap(event.target.files[0]));
      if (code) tick(decodeURIComponent(code.rawValue)); else told.textContent = say("unit_no_code");
    } catch {
      told.textContent = say("unit_no_code");
    }
    event.target.value = "";
  };
  return h("label", { className: "button" }, say("unit_scan"), h("input", { type: "file", accept: "image/*", capture: "environment", className: "hidden", onchange: read }));
}
export function ticked(answer) {
  const states = (answer?.rows ?? []).map((row) => row.state?.value);
  return { yes: states.filter((s) => s === "yes").length, no: states.filter((s) => s === "no").length };
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
    if (sort === "units") return faults_of_units(question, answer, say_of);
    if (answer.typed && !answer.value) return say_of("no_number");
    if (question.instead && !answer.value && answers[question.instead]?.value) return [];
    if (sort === "code" && answer.value && !new RegExp(`^\\d{${question.digits}}$`).test(answer.value)) return [{ id, words: `${question.words}: ${say("wrong_digits", { n: question.digits })}` }];
    if (sort === "count" && answer.value && !/^\d+$/.test(answer.value)) return say_of("no_count");
    if (answer.value && ["number", "count"].includes(sort) && out_of_range(question, answer)) return say_of("out_of_range_short");
    if (question.counts && answer.value && Number(answer.value) !== ticked(answers[question.counts]).yes) {
      return [{ id, words: say("miscounted", { counted: answer.value, ticked: ticked(answers[question.counts]).yes }) }];
    }
    if (!answer.value && sort !== "photo" && !question.is_optional) return say_of("missing");
    if (sort === "signature" && !answer.photos?.length && !question.is_optional) return say_of("missing_signature");
    const is_bad = verdict_of(question, answer)[0] === "bad";
    const needs_photo = (sort === "photo" && !question.is_optional) || question.photo === "must" || (question.photo === "fault" && is_bad);
    if (needs_photo && !answer.photos?.length) return say_of("missing_photo");
    if (answer.value && question.instruments && !answer.instrument) return say_of("missing_instrument");
    return [];
  });
}
function faults_of_units(question, answer, say_of) {
  const { yes, no } = ticked(answer), rows = answer.rows ?? [];
  if (question.is_optional) return yes ? [] : say_of("missing_row");
  if (yes + no < rows.length || !rows.length) return say_of("unit_unmarked");
  return rows.some((row) => row.state.value === "no" && (row.why.value ?? "").trim().length < 5) ? say_of("unit_why_missing") : [];
}
// What goes into the envelope: only what was answered, and nothing of how it was typed.
export function answered(answers) {
  const said = Object.entries(answers).map(([name, { value, note, instrument, photos: taken, rows: lines }]) => [name, {
    ...(value ? { value } : {}), ...(note?.trim() ? { note: note.trim() } : {}), ...(instrument ? { instrument } : {}),
    ...(taken?.length ? { photos: taken } : {}), ...(lines?.length ? { rows: lines.map(answered) } : {}),
  }]);
  return Object.fromEntries(said.filter(([, answer]) => Object.keys(answer).length));
}
