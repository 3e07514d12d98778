/* The consultation page: saves a section when one of its answers changes, keeps what is typed when
   the server cannot be reached, and shows the questions that can still change the plan. */
"use strict";

document.documentElement.classList.add("js");

const RETRY_MS = 5000;
const unsaved = new Set(); // forms whose last save did not reach the server
let heldBack = new Set(); // sections in which a swap would have hit the focus
let openDetails = [];
let retry = null;

const plan = () => document.getElementById("plan");
const csrfCookie = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1];
const formOf = (event) => event.detail.requestConfig.elt.closest("form");
const section = (element) => element.closest("form[hx-trigger]");

/* Saving ---------------------------------------------------------------------------------- */

document.addEventListener("change", (event) => {
  const form = section(event.target);
  if (!form || event.target.closest("[data-hold]")) return;
  exclude(event.target);
  htmx.trigger(form, "save");
});

/* "Not known", "none" and a typed or ticked answer exclude each other. */
function exclude(changed) {
  const question = changed.closest(".q");
  if (!question || changed.type === "radio" || changed.tagName === "SELECT") return;
  const special = (input) => /-(unknown|none)$/.test(input.name);
  const given = changed.type === "checkbox" ? changed.checked : changed.value.trim() !== "";
  if (!given) return;
  for (const input of question.querySelectorAll("input:not([type=radio]), textarea")) {
    if (input === changed || (!special(changed) && !special(input))) continue;
    if (input.closest(".msg")) continue;
    if (input.type === "checkbox") input.checked = false;
    else input.value = "";
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = csrfCookie(); // signing in again in another tab changes it
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token;
  if (event.detail.parameters.has("csrfmiddlewaretoken")) {
    event.detail.parameters.set("csrfmiddlewaretoken", token);
  }
});

/* When the server does not answer --------------------------------------------------------- */

function sayOffline(text) {
  const banner = document.getElementById("offline");
  if (!banner) return;
  banner.textContent = text;
  banner.hidden = false;
  sayNotSaved();
}

function sayNotSaved() {
  const saved = document.getElementById("saved");
  if (saved) saved.textContent = "Not saved";
}

function keep(form, text) {
  const isDecision = form && !section(form);
  sayOffline(isDecision ? UNDECIDED : text);
  if (isDecision) return; // it is made again by hand
  if (form) unsaved.add(form);
  clearTimeout(retry);
  retry = setTimeout(sendAgain, RETRY_MS);
}

function sendAgain() {
  for (const form of unsaved) {
    if (!form.isConnected) unsaved.delete(form);
    else htmx.trigger(form, "save");
  }
}

const UNREACHED =
  "The server cannot be reached. What you typed is kept on this page and sent when it answers again.";

const UNDECIDED =
  "This decision was NOT saved: click again when the server answers. If you are signed out, sign in in another tab first.";

const SIGNED_OUT = "You are signed out. Sign in in another tab; what you typed is kept here.";

document.addEventListener("htmx:sendError", (event) => keep(formOf(event), UNREACHED));
document.addEventListener("htmx:timeout", (event) => keep(formOf(event), UNREACHED));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) {
    keep(formOf(event), SIGNED_OUT);
  } else if (status >= 500) {
    keep(formOf(event), "The server failed. What you typed is kept on this page and sent again.");
  } else {
    sayOffline(`The server refused (${status}). Not saved. Open the patient again to go on.`);
  }
});
window.addEventListener("online", sendAgain);
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

/* Swapping -------------------------------------------------------------------------------- */

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, target } = event.detail;
  const form = requestConfig.elt.closest("form");
  if (xhr.responseURL && !xhr.responseURL.includes(requestConfig.path.split("?")[0])) {
    event.detail.shouldSwap = false; // sent to the sign-in page
    keep(form, SIGNED_OUT);
    return;
  }
  if (form && xhr.status < 500) unsaved.delete(form);
  if (!unsaved.size) document.getElementById("offline")?.setAttribute("hidden", "");
  heldBack = new Set();
  if (target.id === "plan") rememberPlan(form);
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const focused = document.activeElement;
  if (target.matches(".q, [id^='q-']") && target.contains(focused) && isTyping(focused)) {
    event.detail.shouldSwap = false;
    heldBack.add(section(target));
  } else if (target.id.startsWith("revision-") && heldBack.has(section(target))) {
    event.detail.shouldSwap = false; // the next save compares again
  }
});

const DECISIONS = ".error ~ .act details[open] input, .decision button, .act button";
const ANSWERS = "input:checked, input, select, textarea";
const isTyping = (element) => element.matches("input, select, textarea");

/* What is open and half typed in the plan outlives a new plan; the form just sent does not. */
let kept = [];

function rememberPlan(sent) {
  const inside = (selector) => [...plan().querySelectorAll(selector)];
  const own = (element) => sent && sent.contains(element);
  openDetails = inside("details[open]").filter((d) => d.id === "to-confirm" || !(sent && d.contains(sent))).map((d) => d.id);
  kept = inside("input[type=text], select").filter((input) => !own(input) && input.value);
  kept = kept.map((input) => ({
    id: input.closest("details").id,
    name: input.name,
    value: input.value,
    typed: input.value !== input.defaultValue,
  }));
  scrolled = plan().scrollTop;
  focused = document.activeElement.closest("#plan :is([id^='choice-'], [id^='signal-'], #to-confirm), #record-news, .q")?.id;
  confirmed = toConfirm().indexOf(document.activeElement);
}

let scrolled = 0;
let confirmed = -1; // the place of the button pressed among those that confirm
let focused = null; // the choice, signal or question in which a button was pressed that is gone now

document.addEventListener("htmx:afterSwap", () => {
  for (const id of openDetails) document.getElementById(id)?.setAttribute("open", "");
  for (const { id, name, value, typed } of kept) {
    const input = document.querySelector(`#${CSS.escape(id)} [name=${name}]`);
    if (input && (typed || !input.value)) input.value = value;
  }
  openDetails = [];
  kept = [];
  if (plan()) plan().scrollTop = scrolled;
  if (focused && document.activeElement === document.body) {
    const place = document.getElementById(focused) || plan();
    (nextIn(place) || place).focus({ preventScroll: true });
  }
  focused = null;
});

const toConfirm = () => [...document.querySelectorAll("#to-confirm form button")];

/* Where to go on after a button is gone: the answer, the next value to confirm, the next decision. */
function nextIn(place) {
  if (place === plan()) return null;
  if (place.id === "to-confirm") return toConfirm()[confirmed] || toConfirm().at(-1);
  return place.querySelector(place.matches(".q") ? ANSWERS : DECISIONS);
}

document.addEventListener("htmx:afterSettle", () => {
  if (unsaved.size) sayNotSaved();
  showOpenQuestions();
  markErrors();
});

/* Which questions show -------------------------------------------------------------------- */

function showOpenQuestions() {
  const open = document.getElementById("open-questions");
  if (!open) return;
  const keys = new Set(open.dataset.keys.split(" "));
  for (const question of document.querySelectorAll(".q")) {
    const own = (question.dataset.keys || question.dataset.key || "").trim().split(" ");
    const stays = question.contains(document.activeElement) || question.querySelector(".error");
    question.classList.toggle("closed", !stays && !isAnswered(question) && !own.some((k) => keys.has(k)));
  }
}

function isAnswered(question) {
  return [...question.querySelectorAll("input, textarea")].some((input) =>
    ["radio", "checkbox"].includes(input.type)
      ? input.checked && input.value !== ""
      : input.type !== "hidden" && input.value.trim() !== "",
  );
}

function markErrors() {
  for (const message of document.querySelectorAll(".msg")) {
    const input = document.getElementById(message.id.replace(/^msg-/, "id_"));
    if (!input) continue;
    if (message.querySelector(".error")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/* Links to a question open what hides it --------------------------------------------------- */

function jump(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
  target.closest(".q")?.classList.remove("closed");
  const isTall = target.offsetHeight > window.innerHeight / 2;
  target.scrollIntoView({ block: isTall ? "start" : "center" });
  const question = /^q-/.test(target.id) && target;
  question && (question.querySelector(ANSWERS) || question).focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || link.classList.contains("skip-link")) return;
  event.preventDefault();
  if (link.hash === "#findings") return window.scrollTo(0, leftAt);
  if (link.matches(".to-plan")) leftAt = window.scrollY;
  history.replaceState(null, "", link.hash);
  jump(link.hash);
});

/* On a narrow screen one link leads to the plan, and from there back to where one was. */
let leftAt = 0;

function offerPlan() {
  const link = document.querySelector(".to-plan");
  if (!link) return;
  const isThere = plan().getBoundingClientRect().top < window.innerHeight - 80;
  link.hash = isThere ? "#findings" : "#plan";
  link.textContent = isThere ? "Back to the questions" : "See the plan";
}

window.addEventListener("scroll", offerPlan, { passive: true });

document.addEventListener("DOMContentLoaded", () => {
  jump(location.hash);
  offerPlan();
});
