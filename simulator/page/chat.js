// The chat that is open: its messages, its keyboard, and what can be done to a message.
import { bubble, buttonRows, day, element, icon, summary } from "./draw.js";
import { markChosen } from "./list.js";
import { $, act, ask, chat, person, shown, toast } from "./state.js";
import { entitle, word } from "./words.js";

const NEAR = 80; // pixels
let hands = {};
let atEnd = true;

export function choose(chatId) {
  const group = chatId < 0 ? chat(chatId) : null;
  Object.assign(shown, { chosen: chatId, revision: 0, view: null, topic: null, speaker: group ? group.members[0] : chatId });
  shown.articles.clear();
  $("messages").replaceChildren();
  hands.putDown?.();
  markChosen();
  drawSpeakers(group);
  return refreshChat();
}

export async function refreshChat() {
  const open = shown.chosen;
  if (!open) return drawFrame();
  const view = await ask(`chats/${open}?after=${shown.revision}`);
  if (open !== shown.chosen) return;
  // The stage was cleared, and somebody else has this number now.
  if (view.revision < shown.revision) return choose(open);
  const first = shown.revision === 0;
  Object.assign(shown, { revision: view.revision, view });
  shown.seen.set(open, view.revision);
  for (const message of view.messages) put(message);
  if (!first) view.events.forEach(happened);
  drawFrame();
  if (first || atEnd || view.messages.some((message) => message.from.id === shown.speaker)) toTheEnd();
}

// Who reads further up is left there.
function keepEnd() {
  if (atEnd) toTheEnd();
}

function toTheEnd() {
  $("messages").scrollTo({ top: $("messages").scrollHeight });
}

function put(message) {
  const mine = message.from.id === shown.speaker;
  const article = bubble(message, {
    mine, named: shown.chosen < 0 && !mine,
    onPress: (button) => act("press", { label: button.text, message_id: message.message_id }),
    onMore: openMenu,
  });
  const before = shown.articles.get(message.message_id);
  if (before) before.replaceWith(article);
  else $("messages").append(...dayLine(message), article);
  shown.articles.set(message.message_id, article);
}

function dayLine(message) {
  const today = day(message.date);
  if ($("messages").lastDay === today && shown.articles.size) return [];
  $("messages").lastDay = today;
  return [element("p", "news", today)];
}

function happened(event) {
  if (event.kind === "answer" && event.text) toast(event.text);
  if (event.kind === "action") whisper(word("typing"));
  if (event.kind === "delete") shown.articles.get(event.message_id)?.remove();
}

function drawFrame() {
  const { view } = shown;
  const one = chat(shown.chosen);
  const kicked = view?.standing === "kicked";
  const fresh = !view || view.standing === "stranger";
  $("chat-title").textContent = one ? one.first_name ?? one.title : word("pickPerson");
  whisper("");
  $("start").hidden = !view || !(fresh || kicked);
  $("start").textContent = word(shown.chosen < 0 ? "letIn" : "start");
  $("composer").hidden = fresh || kicked;
  $("start-with").hidden = !view || shown.chosen < 0;
  $("block").hidden = !view;
  entitle($("block"), word(shown.chosen < 0 ? "putOut" : kicked ? "unblock" : "block"));
  $("block").ariaPressed = String(kicked);
  $("block").disabled = fresh;
  $("messages").dataset.empty = view && !shown.articles.size ? word("noMessages") : "";
  drawTopics(view);
  drawKeyboard(kicked ? null : view?.keyboard);
}

function drawKeyboard(keyboard) {
  $("keyboard").hidden = !keyboard;
  $("text").placeholder = keyboard?.input_field_placeholder ?? word("write");
  const rows = keyboard?.keyboard ?? [];
  $("keyboard").replaceChildren(buttonRows(rows, "reply", (button) => {
    if (button.request_location) hands.openPlace();
    else act("press", { label: button.text });
  }));
}

// In a group one says who writes, and where.

function drawSpeakers(group) {
  $("aside").hidden = !group;
  $("speaker").replaceChildren(...(group?.members ?? []).map((id) => new Option(person(id)?.first_name, id)));
}

function drawTopics(view) {
  const topics = (view?.topics ?? []).filter((topic) => !topic.closed);
  $("topic").hidden = !topics.length;
  const options = [new Option(word("noTopic"), ""), ...topics.map((topic) => new Option(`# ${topic.name}`, topic.id))];
  $("topic").replaceChildren(...options);
  $("topic").value = shown.topic ?? "";
}

let whispering;
export function whisper(words) {
  clearTimeout(whispering);
  $("chat-note").textContent = words || usually();
  if (words) whispering = setTimeout(() => whisper(""), 4000);
}

function usually() {
  if ($("down").checked) return word("down");
  if (shown.view?.standing === "kicked") return word("blocked");
  if (shown.chosen < 0) return `${word("people")}: ${chat(shown.chosen).members.length}`;
  return `→ @${shown.bot?.username ?? ""}`;
}

// What can be done to a message

function openMenu(message, anchor) {
  const own = message.from.id === shown.speaker;
  const worded = "text" in message || "caption" in message;
  const choices = [
    ["reply", "reply", true, () => hands.take({ reply: message })],
    ["forward", "forward", true, () => act("forward", { message_id: message.message_id })],
    ["edit", "edit", own && worded, () => hands.take({ edit: message })],
    ["delete", "delete", own, () => act("delete", { message_id: message.message_id })],
  ];
  $("menu").replaceChildren(...choices.filter(([, , may]) => may).map(([name, sign, , work]) => {
    const button = element("button", "", icon(sign), word(name));
    button.type = "button";
    button.addEventListener("click", () => { $("menu").close(); work(); });
    return button;
  }));
  $("menu").ariaLabel = summary(message);
  $("menu").showModal();
  const { top, left } = anchor.getBoundingClientRect();
  $("menu").style.setProperty("--top", `${Math.min(top, innerHeight - $("menu").offsetHeight - 12)}px`);
  $("menu").style.setProperty("--left", `${Math.min(left, innerWidth - $("menu").offsetWidth - 12)}px`);
  $("menu").querySelector("button").focus();
}

export function wireChat(itsHands) {
  hands = itsHands;
  // A picture has no height until it is here; "load" does not bubble, but it can be caught on its way down.
  $("messages").addEventListener("load", keepEnd, true);
  $("messages").addEventListener("scroll", () => {
    const { scrollHeight, scrollTop, clientHeight } = $("messages");
    atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
  });
  new ResizeObserver(keepEnd).observe($("messages"));
  $("start").addEventListener("click", () => act(shown.chosen < 0 ? "unblock" : "start"));
  $("block").addEventListener("click", () => act(shown.view.standing === "kicked" ? "unblock" : "block"));
  $("speaker").addEventListener("change", () => {
    const topic = shown.topic;
    Object.assign(shown, { speaker: Number($("speaker").value), revision: 0, view: null });
    shown.articles.clear();
    $("messages").replaceChildren();
    refreshChat().then(() => { shown.topic = topic; });
  });
  $("topic").addEventListener("change", () => { shown.topic = Number($("topic").value) || null; });
  $("menu").addEventListener("click", (click) => { if (click.target === $("menu")) $("menu").close(); });
}
