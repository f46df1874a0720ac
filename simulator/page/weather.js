// The right-hand side: what goes wrong on purpose, Telegram's clock, and what the bot asked for.
import { element, iconButton } from "./draw.js";
import { $, ask, chat } from "./state.js";
import { word } from "./words.js";

const CALLS_SHOWN = 200;
// Which faults need a number of seconds, and what else each of them is made of.
const FAULTS = {
  "429": { seconds: "retry_after" }, json500: { kind: "json", code: 500, description: "Internal Server Error" },
  html502: { kind: "html", code: 502 }, timeout_before: { seconds: "seconds" }, timeout_after: { seconds: "seconds" },
  reset: {}, slow: { seconds: "seconds" }, duplicate: { method: "delivery" },
};

export function showDown(down) {
  $("down").checked = down;
  document.body.classList.toggle("is-down", down);
}

export async function refreshFaults() {
  const active = await ask("faults");
  $("clear-faults").hidden = active.length === 0;
  $("no-faults").hidden = active.length > 0;
  $("active-faults").replaceChildren(...active.map((fault) => {
    const often = fault.times === null ? "∞" : `${fault.struck}/${fault.times}`;
    const drop = iconButton("close", word("clear"), () => ask(`faults?id=${fault.id}`, { method: "DELETE" }).then(refreshFaults));
    const where = ["*", "delivery"].includes(fault.method) ? "" : ` · ${fault.method}`;
    return element("li", "", element("span", "", (word(named(fault)) ?? fault.kind) + where), element("b", "", often), drop);
  }));
}

function named(fault) {
  return { json: "json500", html: "html502", 429: "f429" }[fault.kind] ?? fault.kind;
}

function drawFault() {
  const { kind, seconds } = $("fault-form").elements;
  const about = FAULTS[kind.value];
  seconds.closest("label").hidden = !about.seconds;
  $("fault-form").elements.method.closest("label").hidden = "method" in about;
  $("fault-words").textContent = word(`${kind.value === "429" ? "f429" : kind.value}Words`);
}

async function addFault(event) {
  event.preventDefault();
  const { kind, seconds, times, method } = $("fault-form").elements;
  const { seconds: named, ...about } = FAULTS[kind.value];
  const fault = { kind: kind.value, method: method.value, times: Number(times.value) || null, ...about };
  if (named) fault[named] = Number(seconds.value);
  await ask("faults", { method: "POST", body: fault });
  await refreshFaults();
}

// Telegram's clock

let ahead = 0;
let stopped = null;

export function showClock({ now, stopped: stands }) {
  ahead = now - Date.now() / 1000;
  stopped = stands ? now : null;
  $("stop-clock").ariaPressed = String(stands);
  tick();
}

function tick() {
  const at = new Date((stopped ?? Date.now() / 1000 + ahead) * 1000);
  $("clock").textContent = at.toLocaleString("ru", { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

async function turn(said) {
  showClock(await ask("clock", { method: "PUT", body: said }));
}

// The log of the bot's calls

export function drawCall(call) {
  const good = call.code === 200;
  const code = element("span", good ? "code good" : "code bad", call.code ? String(call.code) : "—");
  const who = chat(call.chat_id);
  const head = element("div", "", code, element("b", "", call.method), element("span", "who", String(who?.first_name ?? who?.title ?? call.chat_id ?? "")));
  head.append(element("time", "", new Date(call.at * 1000).toLocaleTimeString("ru")));
  const line = element("li", call.method === "getUpdates" ? "poll" : "", head);
  const said = call.said ?? (call.code ? call.params?.text : word("silence"));
  if (said) line.append(element("small", "", String(said).slice(0, 160)));
  $("calls").prepend(line);
  if ($("calls").childElementCount > CALLS_SHOWN) $("calls").lastChild.remove();
  $("quiet").hidden = true;
  if (!good && call.code !== 409) faultsSoon();
}

let waiting = null;
function faultsSoon() {
  waiting ??= setTimeout(() => { waiting = null; refreshFaults(); }, 300);
}

export async function beginWeather(state) {
  showDown(state.down);
  showClock({ now: state.now, stopped: state.clock_stopped });
  setInterval(tick, 1000);
  $("down").addEventListener("change", () => ask("down", { method: "PUT", body: { down: $("down").checked } }));
  $("fault-form").addEventListener("submit", addFault);
  $("fault-form").elements.kind.addEventListener("change", drawFault);
  $("clear-faults").addEventListener("click", () => ask("faults", { method: "DELETE" }).then(refreshFaults));
  for (const el of document.querySelectorAll("[data-advance]")) {
    el.addEventListener("click", () => turn({ advance: Number(el.dataset.advance) }));
  }
  $("stop-clock").addEventListener("click", () => turn(stopped === null ? { stop: true } : { go: true }));
  $("polls").addEventListener("change", () => $("calls").classList.toggle("with-polls", $("polls").checked));
  redrawWeather();
  (await ask(`calls?limit=${CALLS_SHOWN}`)).calls.forEach(drawCall);
}

export function redrawWeather() {
  drawFault();
  refreshFaults();
}
