// The page's life: who is chosen, what is shown, and the stream of events that keeps it fresh.
import { bubble, buttonRows, clockTime, element, portrait, summary } from "./draw.js";
import { entitle, speak, word } from "./words.js";

const CALLS_SHOWN = 200;
const $ = (id) => document.getElementById(id);
const shown = { people: [], chosen: null, revision: 0, view: null, articles: new Map() };

async function ask(path, { method = "GET", body } = {}) {
  const answer = await fetch(`/sim/${path}`, { method, body: body && JSON.stringify(body) });
  const said = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(said.error ?? answer.statusText);
  return said;
}

async function act(name, said = {}) {
  if (!shown.chosen) return;
  try {
    const done = await ask(`people/${shown.chosen}/${name}`, { method: "POST", body: said });
    if (done.opened) followLink(done.opened);
  } catch (error) {
    toast(error.message);
  }
}

// A deep link to the bot is followed on the spot; any other link is only shown.
function followLink(url) {
  const payload = /^https?:\/\/t\.me\/\w+\?start=([\w-]+)/.exec(url)?.[1];
  if (payload) act("start", { payload });
  else toast(url);
}

function go(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll("[data-go]")) tab.ariaCurrent = String(tab.dataset.go === view);
}

// People

async function refreshPeople() {
  shown.people = await ask("people");
  $("nobody").hidden = shown.people.length > 0;
  $("people").replaceChildren(...shown.people.map(personLine));
  if (!shown.people.some((person) => person.id === shown.chosen)) choose(shown.people[0]?.id ?? null);
}

function personLine(person) {
  const last = person.standing === "kicked" ? word("blocked") : summary(person.last);
  const names = element("span", "names", element("b", "", person.first_name), element("small", "", last));
  const when = element("time", "", person.last ? clockTime(person.last.date) : "");
  const button = element("button", "", portrait(person), names, when);
  button.type = "button";
  button.ariaCurrent = String(person.id === shown.chosen);
  button.addEventListener("click", () => { choose(person.id); go("chat"); });
  return element("li", "", button);
}

function choose(personId) {
  Object.assign(shown, { chosen: personId, revision: 0, view: null });
  shown.articles.clear();
  $("messages").replaceChildren();
  for (const [index, line] of [...$("people").children].entries()) {
    line.firstChild.ariaCurrent = String(shown.people[index].id === personId);
  }
  refreshChat();
}

// The chat

async function refreshChat() {
  const person = shown.chosen;
  if (!person) return drawFrame();
  const view = await ask(`chats/${person}?after=${shown.revision}`);
  if (person !== shown.chosen) return;
  // The stage was cleared, and somebody else has this number now.
  if (view.revision < shown.revision) return choose(person);
  const first = shown.revision === 0;
  Object.assign(shown, { revision: view.revision, view });
  for (const message of view.messages) place(message);
  if (!first) view.events.forEach(happened);
  drawFrame();
  toTheEnd();
}

function toTheEnd() {
  $("messages").scrollTo({ top: $("messages").scrollHeight });
}

function place(message) {
  const article = bubble(message, (button) => act("press", { label: button.text, message_id: message.message_id }));
  const before = shown.articles.get(message.message_id);
  if (before) before.replaceWith(article);
  else $("messages").append(article);
  shown.articles.set(message.message_id, article);
}

function happened(event) {
  if (event.kind === "answer" && event.text) toast(event.text);
  if (event.kind === "action") whisper(word("typing"));
  if (event.kind === "delete") shown.articles.get(event.message_id)?.remove();
}

function drawFrame() {
  const { view } = shown;
  const person = shown.people.find((one) => one.id === shown.chosen);
  const kicked = view?.standing === "kicked";
  const fresh = !view || view.standing === "stranger";
  $("chat-title").textContent = person ? person.first_name : word("pickPerson");
  whisper("");
  $("start").hidden = !view || !(fresh || kicked);
  $("composer").hidden = fresh || kicked;
  $("start-with").hidden = $("block").hidden = !view;
  entitle($("block"), word(kicked ? "unblock" : "block"));
  $("block").ariaPressed = String(kicked);
  $("block").disabled = fresh;
  $("messages").dataset.empty = view && !shown.articles.size ? word("noMessages") : "";
  drawKeyboard(kicked ? null : view?.keyboard);
}

function drawKeyboard(keyboard) {
  $("keyboard").hidden = !keyboard;
  $("text").placeholder = keyboard?.input_field_placeholder ?? word("write");
  const rows = keyboard?.keyboard ?? [];
  $("keyboard").replaceChildren(buttonRows(rows, "reply", (button) => {
    if (button.request_location) openPlace();
    else act("press", { label: button.text });
  }));
}

let whispering;
function whisper(words) {
  clearTimeout(whispering);
  const kicked = shown.view?.standing === "kicked";
  $("chat-note").textContent = words || (kicked ? word("blocked") : `→ @${shown.bot?.username ?? ""}`);
  if (words) whispering = setTimeout(() => whisper(""), 4000);
}

let toasting;
function toast(words) {
  clearTimeout(toasting);
  $("toast").textContent = words;
  $("toast").hidden = false;
  toasting = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

// The log of the bot's calls

function drawCall(call) {
  const good = call.code === 200;
  const code = element("span", good ? "code good" : "code bad", call.code ? String(call.code) : "—");
  const who = shown.people.find((person) => person.id === call.chat_id)?.first_name ?? call.chat_id ?? "";
  const head = element("div", "", code, element("b", "", call.method), element("span", "who", String(who)));
  head.append(element("time", "", new Date(call.at * 1000).toLocaleTimeString("ru")));
  const line = element("li", call.method === "getUpdates" ? "poll" : "", head);
  const said = call.said ?? (call.code ? call.params?.text : word("silence"));
  if (said) line.append(element("small", "", String(said).slice(0, 160)));
  $("calls").prepend(line);
  if ($("calls").childElementCount > CALLS_SHOWN) $("calls").lastChild.remove();
  $("quiet").hidden = true;
}

// Live

function soon(work, milliseconds) {
  let timer = null;
  return () => { timer ??= setTimeout(() => { timer = null; work().catch(() => {}); }, milliseconds); };
}

const chatSoon = soon(refreshChat, 30);
const peopleSoon = soon(refreshPeople, 250);

function listen() {
  const stream = new EventSource("/sim/events");
  stream.onopen = () => { peopleSoon(); chatSoon(); };
  stream.onerror = () => whisper(word("lost"));
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "call") return drawCall(event.call);
    if (event.kind === "down") return showDown(event.down);
    if (event.chat_id === shown.chosen) chatSoon();
    peopleSoon();
  };
}

function showDown(down) {
  $("down").checked = down;
  document.body.classList.toggle("is-down", down);
}

// Hands

function dialog(form, done) {
  const fields = form.querySelector("form");
  form.addEventListener("close", () => {
    if (form.returnValue === "ok") done(Object.fromEntries(new FormData(fields)), fields);
    form.returnValue = "";
  });
}

const openPlace = () => $("place-form").showModal();

function base64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(file);
  });
}

async function sendPictures() {
  const contents = await Promise.all([...$("pictures").files].map(base64));
  $("pictures").value = "";
  if (contents.length === 1) await act("photo", { content: contents[0] });
  if (contents.length > 1) await act("album", { photos: contents.slice(0, 10) });
}

async function sendText(event) {
  event?.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  await act("say", { text });
}

function wire() {
  for (const tab of document.querySelectorAll("[data-go]")) tab.addEventListener("click", () => go(tab.dataset.go));
  for (const el of document.querySelectorAll("[data-tongue]")) {
    el.addEventListener("click", () => { speak(el.dataset.tongue); refreshPeople(); choose(shown.chosen); });
  }
  // A picture has no height until it is here; "load" does not bubble, but it can be caught on its way down.
  $("messages").addEventListener("load", toTheEnd, true);
  $("back").addEventListener("click", () => go("people"));
  $("start").addEventListener("click", () => act("start"));
  $("start-with").addEventListener("click", () => $("start-form").showModal());
  $("block").addEventListener("click", () => act(shown.view.standing === "kicked" ? "unblock" : "block"));
  $("photo").addEventListener("click", () => $("pictures").click());
  $("place").addEventListener("click", openPlace);
  $("contact").addEventListener("click", () => act("contact"));
  $("pictures").addEventListener("change", sendPictures);
  $("composer").addEventListener("submit", sendText);
  $("text").addEventListener("keydown", (key) => { if (key.key === "Enter" && !key.shiftKey) sendText(key); });
  $("down").addEventListener("change", () => ask("down", { method: "PUT", body: { down: $("down").checked } }));
  $("polls").addEventListener("change", () => $("calls").classList.toggle("with-polls", $("polls").checked));
  $("add-person").addEventListener("click", () => $("person-form").showModal());
  dialog($("person-form"), async (said, fields) => {
    fields.reset();
    const person = await ask("people", { method: "POST", body: { ...said, phone: said.phone || null } });
    await refreshPeople();
    choose(person.id);
    go("chat");
  });
  dialog($("place-form"), (said) => act("location", { latitude: Number(said.latitude), longitude: Number(said.longitude) }));
  dialog($("start-form"), (said) => act("start", said));
}

async function begin() {
  speak();
  wire();
  const state = await ask("state");
  shown.bot = state.bot;
  showDown(state.down);
  await refreshPeople();
  go(shown.chosen && matchMedia("(max-width: 899px)").matches ? "chat" : "people");
  (await ask(`calls?limit=${CALLS_SHOWN}`)).calls.forEach(drawCall);
  listen();
}

begin();
