// Elements, and the notices on top of every page.
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && key !== "list" && key !== "form") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}
const notices = new Map();
// One notice of each name; without text it goes.
export function notice(name, text = "", ...buttons) {
  if (text) notices.set(name, h("div", { className: `notice ${name}` }, h("p", {}, text), h("div", { className: "row" }, buttons)));
  else notices.delete(name);
  document.getElementById("notices").replaceChildren(...notices.values());
}
export const button = (words, onclick, look = "") => h("button", { type: "button", className: look, onclick }, words);
export function show(title, ...content) {
  document.getElementById("page").replaceChildren(h("h1", { tabIndex: -1 }, title), ...content.flat().filter(Boolean));
}
