// Messages as elements. Nothing here knows the network; text is never put in as HTML.
import { word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark", url: "span", bot_command: "span",
};

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

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

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
}

export function portrait(person) {
  const face = element("span", "face", person.first_name.slice(0, 1).toUpperCase());
  face.style.setProperty("--hue", String((person.id * 67) % 360));
  face.ariaHidden = "true";
  return face;
}

export function bubble(message, onPress) {
  const mine = !message.from.is_bot;
  const body = element("div", "bubble");
  if (message.forward_origin) body.append(element("p", "forwarded", word("forwarded")));
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  body.append(...media(message));
  const text = message.text ?? message.caption;
  if (text) body.append(element("div", "text", ...marked(text, message.entities ?? message.caption_entities ?? [])));
  body.append(element("span", "when", (message.edit_date ? `${word("edited")} ` : "") + clockTime(message.date)));
  const whole = element("article", mine ? "message mine" : "message", body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) whole.append(buttonRows(rows, "inline", (button) => onPress(button, message)));
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
  if (message.photo) return `🖼 ${message.caption ?? ""}`;
  if (message.location) return "📍";
  if (message.contact) return `☎ ${message.contact.phone_number}`;
  return message.text ?? message.caption ?? (message.voice ? word("voice") : word("file"));
}

function quoted(message) {
  return element("blockquote", "", summary(message));
}

function media(message) {
  if (message.photo) return [photo(message.photo.at(-1).file_id)];
  if (message.location) return [labelled("place", `${message.location.latitude}, ${message.location.longitude}`)];
  if (message.contact) return [labelled("phone", `${message.contact.first_name} ${message.contact.phone_number}`)];
  if (message.voice) return [labelled("voice", `${word("voice")}, ${message.voice.duration} s`)];
  if (message.document) return [paper(message.document)];
  return [];
}

function photo(fileId) {
  const img = element("img");
  img.src = `/sim/files/${encodeURIComponent(fileId)}`;
  img.alt = "";
  img.addEventListener("error", () => img.replaceWith(labelled("photo", "")));
  return img;
}

function paper(document) {
  const link = element("a", "labelled", icon("file"), document.file_name ?? word("file"));
  link.href = `/sim/files/${encodeURIComponent(document.file_id)}`;
  link.download = document.file_name ?? "";
  return link;
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
