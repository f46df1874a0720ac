// A person's hands: words, pictures, papers, a voice, a place, a card.
import { element, iconButton, summary } from "./draw.js";
import { $, act, toast, whenConfirmed } from "./state.js";
import { startRecording } from "./voice.js";
import { word } from "./words.js";

const MOST_PICTURES = 10;
const PLACES = [
  ["Каракол", 42.4907, 78.3936], ["Ак-Суу", 42.5006, 78.5286], ["Балыкчы", 42.4602, 76.1871],
  ["Чолпон-Ата", 42.6489, 77.0823], ["Нарын", 41.4287, 75.9911], ["Бишкек", 42.8746, 74.5698],
];

// What is in the hand besides words: a message that is answered or edited, files that wait for their caption.
let held = {};

export function take(thing) {
  held = thing;
  drawHeld();
  if (thing.edit) $("text").value = thing.edit.text ?? thing.edit.caption ?? "";
  $("text").focus();
}

export function putDown() {
  held = {};
  drawHeld();
}

function drawHeld() {
  const { reply, edit, pictures, paper } = held;
  $("held").hidden = !(reply || edit || pictures || paper);
  const parts = [];
  if (reply) parts.push(element("p", "", `${word("reply")}: ${summary(reply)}`));
  if (edit) parts.push(element("p", "", `${word("edit")}: ${summary(edit)}`));
  if (paper) parts.push(element("p", "", paper.name));
  for (const file of pictures ?? []) {
    const img = element("img");
    img.src = URL.createObjectURL(file);
    img.alt = file.name;
    img.addEventListener("load", () => URL.revokeObjectURL(img.src));
    parts.push(img);
  }
  const drop = iconButton("close", word("cancel"), () => { if (edit) $("text").value = ""; putDown(); });
  $("held").replaceChildren(element("div", "things", ...parts), drop);
  drawSend();
}

// The microphone gives way to "send" as soon as there is something to send.
function drawSend() {
  const something = Boolean($("text").value.trim() || held.pictures || held.paper || held.edit);
  $("send").hidden = !something;
  $("voice").hidden = something;
}

export function base64(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}

async function send(event) {
  event?.preventDefault();
  const text = $("text").value.trim();
  const { reply, edit, pictures, paper } = held;
  const more = reply ? { reply_to: reply.message_id } : {};
  $("text").value = "";
  putDown();
  if (edit) return text && act("edit", { message_id: edit.message_id, text });
  if (pictures) return sendPictures(pictures, text, more);
  if (paper) return sendPaper(paper, text, more);
  if (text) await act("say", { text, ...more });
}

async function sendPictures(files, caption, more) {
  const contents = await Promise.all(files.map(base64));
  if (contents.length === 1) return act("photo", { content: contents[0], mime: files[0].type, caption, ...more });
  return act("album", { photos: contents, caption, ...more });
}

async function sendPaper(file, caption, more) {
  const about = { content: await base64(file), name: file.name, mime: file.type || "application/octet-stream" };
  const kind = file.type.startsWith("video/") ? "video" : file.type.startsWith("audio/") ? "audio" : "document";
  return act(kind, { ...about, caption, ...more });
}

async function sendVoice(blob, seconds) {
  const more = held.reply ? { reply_to: held.reply.message_id } : {};
  putDown();
  await act("voice", { content: await base64(blob), mime: blob.type.split(";")[0], duration: seconds, ...more });
}

export const openPlace = () => $("place-form").showModal();

function offerPlaces() {
  $("places").replaceChildren(...PLACES.map(([name, latitude, longitude]) => {
    const button = element("button", "", name);
    button.type = "button";
    button.addEventListener("click", () => {
      const { elements } = $("place-form").querySelector("form");
      Object.assign(elements.latitude, { value: latitude });
      Object.assign(elements.longitude, { value: longitude });
    });
    return button;
  }));
}

function wireAttaching() {
  const choices = {
    pictures: () => $("pictures").click(), papers: () => $("papers").click(), place: openPlace,
    contact: () => act("contact"), "other-contact": () => $("contact-form").showModal(), sticker: () => act("sticker"),
  };
  $("attach").addEventListener("click", () => $("attach-menu").showModal());
  $("attach-menu").addEventListener("click", (click) => {
    const choice = click.target.closest("[data-send]");
    if (choice || click.target === $("attach-menu")) $("attach-menu").close();
    if (choice) choices[choice.dataset.send]();
  });
  $("pictures").addEventListener("change", () => {
    const files = [...$("pictures").files].slice(0, MOST_PICTURES);
    $("pictures").value = "";
    if (files.length) take({ ...held, pictures: files, paper: null, edit: null });
  });
  $("papers").addEventListener("change", () => {
    const [file] = $("papers").files;
    if (file) take({ ...held, paper: file, pictures: null, edit: null });
    $("papers").value = "";
  });
  $("text").addEventListener("paste", (paste) => {
    const files = [...paste.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (files.length) take({ ...held, pictures: files.slice(0, MOST_PICTURES), edit: null });
  });
}

export function wireHands() {
  offerPlaces();
  wireAttaching();
  $("composer").addEventListener("submit", send);
  $("text").addEventListener("input", drawSend);
  $("text").addEventListener("keydown", (key) => { if (key.key === "Enter" && !key.shiftKey) send(key); });
  $("voice").addEventListener("click", async () => {
    try {
      await startRecording(sendVoice);
    } catch {
      toast(word("noMicrophone"));
    }
  });
  $("start-with").addEventListener("click", () => $("start-form").showModal());
  whenConfirmed($("place-form"), (said) => {
    const live = said.has("live") ? { live_period: 900 } : {};
    act("location", { latitude: Number(said.get("latitude")), longitude: Number(said.get("longitude")), ...live });
  });
  whenConfirmed($("contact-form"), (said, fields) => { act("contact", Object.fromEntries(said)); fields.reset(); });
  whenConfirmed($("start-form"), (said) => act("start", Object.fromEntries(said)));
  drawSend();
  return { take, putDown, openPlace };
}
