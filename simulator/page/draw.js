// Messages as elements. Nothing here knows the network; text is never put in as HTML.
import { word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark", url: "span", bot_command: "span",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const NEWS = ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id"];

export function element(tag, className = "", ...children) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  el.append(...children);
  return el;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onClick) {
  const el = element("button", "icon", icon(name));
  Object.assign(el, { type: "button", title: label, ariaLabel: label });
  el.addEventListener("click", onClick);
  return el;
}

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
}

// Digits in the order of the country: a browser need not know Kyrgyz names of months.
export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("ru", { day: "2-digit", month: "2-digit", year: "numeric" });
}

export function portrait(one) {
  const name = one.first_name ?? one.title;
  const face = element("span", one.title ? "face many" : "face", [...name][0].toUpperCase());
  face.style.setProperty("--hue", String(Math.abs(one.id * 67) % 360));
  face.ariaHidden = "true";
  return face;
}

// `see`: mine (bool), named (bool), onPress(button, message), onMore(message, anchor)
export function bubble(message, see) {
  const news = NEWS.find((name) => name in message);
  if (news) return element("p", "news", newsWords(news, message));
  const body = element("div", "bubble");
  if (see.named) body.append(element("p", "from", message.from.first_name));
  if (message.forward_origin) body.append(element("p", "forwarded", `${word("forwarded")} ${origin(message)}`.trim()));
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  body.append(...media(message));
  const text = message.text ?? message.caption;
  if (text) body.append(element("div", "text", ...marked(text, message.entities ?? message.caption_entities ?? [])));
  if (message.reactions?.length) body.append(element("span", "reactions", message.reactions.join(" ")));
  body.append(element("span", "when", (message.edit_date ? `${word("edited")} ` : "") + clockTime(message.date)));
  const more = iconButton("more", word("more"), () => see.onMore(message, more));
  more.classList.add("more");
  const line = element("div", "line", body, more);
  const whole = element("article", see.mine ? "message mine" : "message", line);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) whole.append(buttonRows(rows, "inline", (button) => see.onPress(button, message)));
  return whole;
}

export function buttonRows(rows, className, onPress) {
  const box = element("div", `buttons ${className}`);
  for (const row of rows) {
    const line = element("div", "row");
    for (const button of row) {
      const el = element("button", button.style ?? "", button.text);
      el.type = "button";
      el.addEventListener("click", () => onPress(button));
      line.append(el);
    }
    box.append(line);
  }
  return box;
}

export function summary(message) {
  if (!message) return "";
  const signs = { photo: "🖼", video: "🎞", video_note: "🎞", audio: "🎵", voice: "🎤", document: "📄", venue: "📍", location: "📍" };
  const kind = Object.keys(signs).find((name) => name in message);
  if (kind) return `${signs[kind]} ${message.caption ?? message.venue?.title ?? message.document?.file_name ?? ""}`.trim();
  if (message.contact) return `☎ ${message.contact.phone_number}`;
  if (message.sticker) return message.sticker.emoji;
  const news = NEWS.find((name) => name in message);
  return news ? newsWords(news, message) : message.text ?? "";
}

function newsWords(name, message) {
  const about = message[name];
  return `${word(name)} ${about.name ?? (name === "pinned_message" ? summary(about) : "")}`.trim();
}

function origin(message) {
  return message.forward_origin.sender_user?.first_name ?? message.forward_origin.sender_user_name ?? "";
}

function quoted(message) {
  return element("blockquote", "", summary(message).slice(0, 120));
}

function media(message) {
  if (message.photo) return [picture(message.photo.at(-1).file_id)];
  if (message.sticker) return [element("span", "sticker", message.sticker.emoji ?? "🙂")];
  if (message.voice) return [player("audio", message.voice, "voice", word("voice"))];
  if (message.audio) return [player("audio", message.audio, "voice", message.audio.title ?? message.audio.file_name)];
  if (message.video) return [player("video", message.video, "photo", word("video"))];
  if (message.video_note) return [player("video", message.video_note, "photo", word("video"))];
  if (message.venue) return [place(message.location, message.venue.title, message.venue.address)];
  if (message.location) return [place(message.location, word(message.location.live_period ? "live" : "place"))];
  if (message.contact) return [labelled("phone", `${message.contact.first_name} ${message.contact.phone_number}`)];
  if (message.document) return [paper(message.document)];
  return [];
}

const address = (fileId) => `/sim/files/${encodeURIComponent(fileId)}`;

function picture(fileId) {
  const img = element("img");
  img.src = address(fileId);
  img.alt = word("picture");
  const link = element("a", "picture", img);
  Object.assign(link, { href: img.src, target: "_blank" });
  img.addEventListener("error", () => link.replaceWith(labelled("photo", word("picture"))));
  return link;
}

// What a test or a script sent as a voice is often no sound: then only its length is told.
function player(tag, file, sign, name) {
  const el = element(tag);
  Object.assign(el, { src: address(file.file_id), controls: true, preload: "metadata" });
  el.addEventListener("error", () => el.replaceWith(labelled(sign, `${name}, ${file.duration} s`)));
  return el;
}

function paper(document) {
  const link = element("a", "labelled", icon("file"), document.file_name ?? word("file"));
  link.href = address(document.file_id);
  link.download = document.file_name ?? "";
  return link;
}

function place({ latitude, longitude }, title, where = "") {
  const words = element("span", "", element("b", "", title), element("small", "", where || `${latitude}, ${longitude}`));
  return element("span", "labelled place", icon("place"), words);
}

function labelled(name, text) {
  return element("span", "labelled", icon(name), text);
}

// Offsets count UTF-16 units, and so do the strings of JavaScript.
function marked(text, entities, from = 0, to = text.length) {
  const nodes = [];
  const waiting = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  while (waiting.length) {
    const entity = waiting.shift();
    const end = entity.offset + entity.length;
    const within = [];
    while (waiting.length && waiting[0].offset < end) within.push(waiting.shift());
    const before = text.slice(from, entity.offset);
    const block = BLOCKS.has(entity.type);
    // A block begins and ends its line by itself.
    nodes.push(block ? before.replace(/\n$/, "") : before);
    nodes.push(wrapped(entity, marked(text, within, entity.offset, end)));
    from = block && text[end] === "\n" ? end + 1 : end;
  }
  return [...nodes, text.slice(from, to)];
}

function wrapped(entity, children) {
  const el = element(TAGS[entity.type] ?? "span", entity.type, ...children);
  if (entity.url) el.title = entity.url;
  return el;
}
