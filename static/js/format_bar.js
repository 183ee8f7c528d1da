// Puts light markup around what is selected in the text that a bar with data-format-bar names.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-format-bar] [data-mark]");
  if (!button) return;
  const text = document.getElementById(button.closest("[data-format-bar]").dataset.formatBar);
  const { mark } = button.dataset;
  text.focus();
  if (mark === "list") list(text);
  else if (mark === "link") link(text);
  else surround(text, mark);
});

function surround(text, mark) {
  const selected = selection(text);
  const { length } = mark;
  const isMarked = selected.startsWith(mark) && selected.endsWith(mark) && selected.length > 2 * length;
  const inner = isMarked ? selected.slice(length, -length) : `${mark}${selected}${mark}`;
  replace(text, inner, selected || isMarked ? 0 : length);
}

function link(text) {
  const selected = selection(text);
  const isAddress = /^https?:\/\/\S+$/.test(selected);
  const label = isAddress ? "" : selected;
  const address = isAddress ? selected : "https://";
  const start = text.selectionStart;
  replace(text, `[${label}](${address})`);
  // What is still to be written is selected.
  const at = start + (label ? label.length + 3 : 1);
  text.setSelectionRange(at, label ? at + address.length : at);
}

function list(text) {
  const { value } = text;
  const start = value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const next = value.indexOf("\n", text.selectionEnd);
  text.setSelectionRange(start, next < 0 ? value.length : next);
  const lines = selection(text).split("\n");
  const isList = lines.every((line) => line.startsWith("- "));
  replace(text, lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n"));
}

function selection(text) {
  return text.value.slice(text.selectionStart, text.selectionEnd);
}

function replace(text, words, back = 0) {
  // The only way that can be undone with the keyboard; Firefox has it for text fields, too.
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  if (back) text.setSelectionRange(text.selectionEnd - back, text.selectionEnd - back);
}
