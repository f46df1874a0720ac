// What the page knows, and its one way to the stage.
export const $ = (id) => document.getElementById(id);

export const shown = {
  people: [], groups: [], bot: null,
  chosen: null, // the id of the chat that is open: a person's is positive, a group's negative
  speaker: null, // who writes in it
  topic: null, // in which of a forum's topics
  revision: 0, view: null, articles: new Map(), seen: new Map(),
};

export async function ask(path, { method = "GET", body } = {}) {
  const answer = await fetch(`/sim/${path}`, { method, body: body && JSON.stringify(body) });
  const said = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(said.error ?? answer.statusText);
  return said;
}

// Returns whether it was done; why not is told on the spot.
export async function act(name, said = {}) {
  if (!shown.speaker) return false;
  const topic = shown.topic ? { message_thread_id: shown.topic } : {};
  try {
    const body = { chat_id: shown.chosen, ...topic, ...said };
    const done = await ask(`people/${shown.speaker}/${name}`, { method: "POST", body });
    if (done.opened) followLink(done.opened);
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

// A deep link to the bot is followed on the spot; any other link is only shown.
function followLink(url) {
  const payload = /^https?:\/\/t\.me\/\w+\?start=([\w-]+)/.exec(url)?.[1];
  if (payload) act("start", { payload });
  else toast(url);
}

let toasting;
export function toast(words) {
  clearTimeout(toasting);
  $("toast").textContent = words;
  $("toast").hidden = false;
  toasting = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

export function person(id) {
  return shown.people.find((one) => one.id === id);
}

export function chat(id) {
  return person(id) ?? shown.groups.find((one) => one.id === id);
}

// At most once in so many milliseconds, however often it is asked for.
export function soon(work, milliseconds) {
  let timer = null;
  return () => { timer ??= setTimeout(() => { timer = null; work().catch(() => {}); }, milliseconds); };
}

// What a form in a dialog says when it is confirmed.
export function whenConfirmed(dialog, done) {
  const fields = dialog.querySelector("form");
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "ok") done(new FormData(fields), fields);
    dialog.returnValue = "";
  });
}
