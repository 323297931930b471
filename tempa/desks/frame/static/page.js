// What a page does beyond links and forms: print, copy a text, submit a choice at once, go to what is wrong. Every page works without it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print],[data-copy]");
  if (!button) return;
  if (button.hasAttribute("data-print")) { window.print(); return; }
  const source = document.getElementById(button.dataset.copy);
  if (copied(source)) button.textContent = button.dataset.done;
});
// Over plain HTTP on the office network browsers offer no clipboard object; selecting and copying works everywhere.
function copied(source) {
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
// A form that came back says why where the eye is.
document.querySelector("main form [role=alert]")?.scrollIntoView({ block: "center" });
for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
