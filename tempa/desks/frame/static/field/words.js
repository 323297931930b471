// Sentences of the reader's language, and numbers as people here write them.
let sentences = {};
export const language = () => (/(?:^|; )language=en/.test(document.cookie) ? "en" : "id");
export async function begin() {
  const code = language();
  document.documentElement.lang = code;
  sentences = await (await fetch(new URL(`./words-${code}.json`, import.meta.url))).json();
}
export function say(name, values = {}) {
  return (sentences[name] ?? name).replace(/%\((\w+)\)s/g, (_all, key) => values[key] ?? "");
}
// "1.200" is a thousand two hundred, "212,5" and "212.5" are two hundred twelve and a half; null where it is no number.
export function number_in(text) {
  const bare = text.trim().replace(/[\s\u00a0]/g, "");
  const plain = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare) ? bare.replaceAll(".", "").replace(",", ".") : bare.replace(",", ".");
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? plain.replace(/^(-?)0+(?=\d)/, "$1") : null;
}
export function number(text) {
  const [whole, part] = String(text).split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ".") + (part ? `,${part}` : "");
}
export function moment(iso) {
  const at = new Date(iso);
  return iso && !Number.isNaN(at.getTime()) ? at.toLocaleString("id-ID", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "";
}
