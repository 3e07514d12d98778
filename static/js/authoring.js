/* Authoring: conditions are explained by htmx while they are typed; here their names are completed,
   and what changed is said once to those who do not see it. Without this file the forms still work. */
"use strict";

const MOST = 12; // suggestions shown at once
const WORD = /[A-Za-z_]\w*$/;
const KEYWORDS = ["and", "or", "not", "in"].map((name) => ({ name, label: "", kind: "word" }));
const vocabularies = new Map(); // version -> promise of its names

const fields = () => document.querySelectorAll("textarea.expression:not([name*=__prefix__])");
const say = (text) => (document.getElementById("said").textContent = text);

/* The names of a version --------------------------------------------------------------------- */

function versionOf(field) {
  const { _version, version } = field.form.elements;
  return (_version || version || {}).value;
}

function vocabulary(field) {
  const version = versionOf(field);
  if (!version) return Promise.resolve(null);
  if (!vocabularies.has(version)) {
    const url = field.dataset.names.replace("/0/", `/${version}/`);
    const asked = fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    asked.then((words) => words || vocabularies.delete(version));
    vocabularies.set(version, asked);
  }
  return vocabularies.get(version);
}

/* What may stand where the cursor is: arguments, answers, or names. */
function candidates(words, before) {
  const rest = before.replace(WORD, "");
  const call = rest.match(/([A-Za-z_]\w*)\s*\(\s*$/);
  const asked = call && words.functions.find((row) => row.name === call[1]);
  if (asked) return asked.arguments;
  const compared =
    rest.match(/([A-Za-z_]\w*)\s*(?:==|!=|=)\s*$/) ||
    rest.match(/([A-Za-z_]\w*)\s+in\s*\(\s*(?:[^()]*,\s*)?$/i);
  const element = compared && words.names.find((row) => row.name === compared[1]);
  if (element) return element.answers;
  const functions = words.functions.map((row) => ({ ...row, insert: `${row.name}(` }));
  return [...words.names, ...functions, ...KEYWORDS];
}

function matching(rows, typed) {
  const part = typed.toLowerCase();
  const rank = (row) => {
    const name = row.name.toLowerCase();
    if (name.startsWith(part)) return 0;
    if (name.includes(part)) return 1;
    return (row.label || "").toLowerCase().includes(part) ? 2 : 3;
  };
  const ranked = rows.map((row) => [rank(row), row]).filter(([place]) => place < 3);
  const shorter = (a, b) => a[1].name.length - b[1].name.length;
  return ranked.sort((a, b) => a[0] - b[0] || (typed && shorter(a, b))).map(([, row]) => row).slice(0, MOST);
}

/* The list of suggestions -------------------------------------------------------------------- */

class Completion {
  constructor(field) {
    this.field = field;
    this.list = document.createElement("ul");
    this.list.id = `${field.id}-names`;
    this.list.className = "completion";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Names that fit here");
    this.list.hidden = true;
    field.after(this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.suggest(false));
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.click(event));
  }

  get before() {
    return this.field.value.slice(0, this.field.selectionStart);
  }

  get typed() {
    return (this.before.match(WORD) || [""])[0];
  }

  async suggest(wanted) {
    const before = this.before;
    const words = await vocabulary(this.field);
    if (!words || before !== this.before || document.activeElement !== this.field) return;
    const rows = candidates(words, before);
    const answers = !rows.includes(KEYWORDS[0]);
    if (!this.typed && !answers && !wanted) return this.close();
    const found = matching(rows, this.typed);
    const complete = found.length && found[0].name === this.typed && !found[0].insert;
    if (!found.length || (complete && !wanted)) return this.close();
    this.show(found);
  }

  show(rows) {
    this.rows = rows;
    this.list.replaceChildren(...rows.map((row, place) => this.option(row, place)));
    this.list.hidden = false;
    this.list.style.left = `${this.field.offsetLeft}px`;
    this.list.style.top = `${this.field.offsetTop + this.field.offsetHeight + 3}px`;
    this.activate(this.typed ? 0 : -1);
    say(`${rows.length} ${rows.length === 1 ? "name fits" : "names fit"}, arrow keys to choose.`);
  }

  option(row, place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("code");
    name.textContent = row.name;
    item.append(name, ` ${[row.label, row.kind].filter(Boolean).join(", ")}`);
    return item;
  }

  activate(place) {
    this.active = place;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", at === place));
    const item = this.list.children[place];
    if (!item) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.suggest(true);
    } else if (!this.list.hidden) {
      this.choose(event);
    }
  }

  choose(event) {
    const count = this.rows.length;
    const takes = (event.key === "Enter" || event.key === "Tab") && !event.shiftKey;
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate((this.active - 1 + count + (this.active < 0)) % count);
    else if (takes && this.active >= 0) this.take(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  click(event) {
    event.preventDefault(); // the field keeps the focus
    const place = [...this.list.children].indexOf(event.target.closest("li"));
    if (place >= 0) this.take(place);
  }

  take(place) {
    const row = this.rows[place];
    const end = this.field.selectionStart;
    this.field.setRangeText(row.insert || row.name, end - this.typed.length, end, "end");
    this.close();
    say(`${row.name} taken.`);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }
}

function equip() {
  for (const field of fields()) {
    if (field.dataset.completed) continue;
    field.dataset.completed = "yes";
    new Completion(field);
  }
}

/* Rows that "Add another" makes */
document.addEventListener("formset:added", (event) => {
  htmx.process(event.target);
  equip();
});
document.addEventListener("DOMContentLoaded", () => {
  equip();
  for (const heading of document.querySelectorAll("th.original:empty")) {
    const text = document.createElement("span");
    text.className = "visually-hidden";
    text.textContent = "Row";
    heading.append(text);
  }
});

/* What was typed is explained ---------------------------------------------------------------- */

document.addEventListener("htmx:beforeSwap", (event) => {
  const old = event.detail.target.querySelector("details");
  event.detail.requestConfig.elt.dataset.opened = old && old.open ? "yes" : "";
});

document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.requestConfig.elt;
  const shown = nextInWords(field);
  const details = shown && shown.querySelector("details");
  if (details && field.dataset.opened) details.open = true;
  const parts = shown ? shown.querySelectorAll(".meaning, summary") : [];
  say([...parts].map((part) => part.textContent.trim()).join(" "));
});

function nextInWords(field) {
  const all = [...document.querySelectorAll(".in-words")];
  return all.find((one) => field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
}

document.addEventListener("htmx:responseError", () => {
  say("The condition could not be checked: the server did not answer. It is checked when you save.");
});
