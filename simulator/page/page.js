// The page's life: which view is open, and the stream of events that keeps it fresh.
import { choose, refreshChat, whisper, wireChat } from "./chat.js";
import { wireHands } from "./hands.js";
import { refreshList, wireList } from "./list.js";
import { $, ask, chat, shown, soon } from "./state.js";
import { beginWeather, drawCall, redrawWeather, showDown } from "./weather.js";
import { speak, word } from "./words.js";

const narrow = matchMedia("(max-width: 899px)");

function go(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll("[data-go]")) tab.ariaCurrent = String(tab.dataset.go === view);
}

// The address names the chat, so that it can be opened again or passed on.
function open(chatId) {
  history.replaceState(null, "", `#${chatId}`);
  go("chat");
  return choose(chatId);
}

async function refresh() {
  await refreshList();
  if (!chat(shown.chosen)) await choose(shown.people[0]?.id ?? null);
}

const chatSoon = soon(refreshChat, 30);
const listSoon = soon(refresh, 250);

function listen() {
  const stream = new EventSource("/sim/events");
  stream.onopen = () => { listSoon(); chatSoon(); };
  stream.onerror = () => whisper(word("lost"));
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "call") return drawCall(event.call);
    if (event.kind === "down") { showDown(event.down); return whisper(""); }
    if (event.chat_id === shown.chosen) chatSoon();
    listSoon();
  };
}

function wire() {
  for (const tab of document.querySelectorAll("[data-go]")) tab.addEventListener("click", () => go(tab.dataset.go));
  for (const el of document.querySelectorAll("[data-tongue]")) {
    el.addEventListener("click", () => {
      speak(el.dataset.tongue);
      refreshList();
      redrawWeather();
      choose(shown.chosen);
    });
  }
  $("back").addEventListener("click", () => go("people"));
  addEventListener("hashchange", () => chat(Number(location.hash.slice(1))) && open(Number(location.hash.slice(1))));
  wireList(open);
  wireChat(wireHands());
}

async function begin() {
  speak();
  wire();
  const state = await ask("state");
  shown.bot = state.bot;
  await refreshList();
  const wanted = Number(location.hash.slice(1));
  go(narrow.matches && !chat(wanted) ? "people" : "chat");
  await choose(chat(wanted) ? wanted : shown.people[0]?.id ?? null);
  await beginWeather(state);
  whisper("");
  listen();
}

begin();
