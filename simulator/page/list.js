// The list of people and groups, and how new ones come in.
import { clockTime, element, portrait, summary } from "./draw.js";
import { $, ask, shown, whenConfirmed } from "./state.js";
import { word } from "./words.js";

let open = () => {};

export async function refreshList() {
  [shown.people, shown.groups] = await Promise.all([ask("people"), ask("groups")]);
  $("nobody").hidden = shown.people.length > 0;
  $("add-group").hidden = shown.people.length === 0;
  const groups = shown.groups.filter((group) => !group.migrated_to);
  const upper = groups.length ? [heading("groups"), ...groups.map(line), heading("people")] : [];
  $("people").replaceChildren(...upper, ...shown.people.map(line));
}

function heading(name) {
  return element("li", "heading", word(name));
}

function line(one) {
  if (!shown.seen.has(one.id) || one.id === shown.chosen) shown.seen.set(one.id, one.revision);
  const news = one.revision > shown.seen.get(one.id) && one.last?.from.is_bot;
  const last = one.standing === "kicked" ? word("blocked") : summary(one.last);
  const names = element("span", "names", element("b", "", one.first_name ?? one.title), element("small", "", last));
  const side = element("span", "side", element("time", "", one.last ? clockTime(one.last.date) : ""));
  if (news) side.append(element("span", "dot", ""));
  const button = element("button", news ? "fresh" : "", portrait(one), names, side);
  button.type = "button";
  button.dataset.chat = one.id;
  button.ariaCurrent = String(one.id === shown.chosen);
  button.addEventListener("click", () => open(one.id));
  return element("li", "", button);
}

export function markChosen() {
  for (const button of $("people").querySelectorAll("[data-chat]")) {
    button.ariaCurrent = String(Number(button.dataset.chat) === shown.chosen);
  }
}

export function wireList(onOpen) {
  open = onOpen;
  $("add-person").addEventListener("click", () => $("person-form").showModal());
  $("add-group").addEventListener("click", () => { offerMembers(); $("group-form").showModal(); });
  whenConfirmed($("person-form"), async (said, fields) => {
    const made = await ask("people", { method: "POST", body: { ...Object.fromEntries(said), phone: said.get("phone") || null } });
    fields.reset();
    await refreshList();
    open(made.id);
  });
  whenConfirmed($("group-form"), async (said, fields) => {
    const how = Object.fromEntries(["forum", "led_by_bot", "sees_everything"].map((name) => [name, said.has(name)]));
    const body = { title: said.get("title"), members: said.getAll("member").map(Number), ...how };
    const made = await ask("groups", { method: "POST", body });
    fields.reset();
    await refreshList();
    open(made.id);
  });
}

function offerMembers() {
  $("members").replaceChildren(...shown.people.map((one, index) => {
    const box = Object.assign(element("input"), { type: "checkbox", name: "member", value: one.id, checked: index < 2 });
    return element("label", "check", box, one.first_name);
  }));
}
