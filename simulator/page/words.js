// The page's own words. Texts of the bot are not among them.
const WORDS = {
  ky: {
    people: "Адамдар", chat: "Чат", log: "Боттун сурамдары", newPerson: "Жаңы адам", name: "Аты", phone: "Телефон номери",
    tongue: "Телефондун тили", add: "Кошуу", cancel: "Жокко чыгаруу", send: "Жөнөтүү", start: "Баштоо",
    startWith: "Шилтеме аркылуу баштоо", payload: "Шилтеменин коду (бош болсо да болот)", write: "Билдирүү…",
    photo: "Сүрөт жөнөтүү", place: "Жайгашкан жерди жөнөтүү", contact: "Номеримди жөнөтүү", latitude: "Кеңдик",
    longitude: "Узундук", block: "Ботту бөгөттөө", unblock: "Бөгөттөн чыгаруу", blocked: "бот бөгөттөлгөн",
    down: "Telegram иштебейт", edited: "өзгөртүлдү", typing: "жазып жатат…", voice: "Үн билдирүү", file: "Файл",
    nobody: "Азырынча эч ким жок. Адам кошуңуз.", noMessages: "Билдирүүлөр жок. «Баштоо» баскычын басыңыз.",
    polls: "getUpdates да", quiet: "Бот азырынча эч нерсе сураган жок.", pickPerson: "Адамды тандаңыз.",
    silence: "жооп жок", forwarded: "Кайра жөнөтүлгөн", lost: "Симулятор менен байланыш жок",
  },
  ru: {
    people: "Люди", chat: "Чат", log: "Запросы бота", newPerson: "Новый человек", name: "Имя", phone: "Номер телефона",
    tongue: "Язык телефона", add: "Добавить", cancel: "Отмена", send: "Отправить", start: "Начать",
    startWith: "Начать по ссылке", payload: "Код ссылки (можно пусто)", write: "Сообщение…",
    photo: "Отправить фото", place: "Отправить место", contact: "Отправить мой номер", latitude: "Широта",
    longitude: "Долгота", block: "Заблокировать бота", unblock: "Разблокировать", blocked: "бот заблокирован",
    down: "Telegram не работает", edited: "изменено", typing: "печатает…", voice: "Голосовое сообщение", file: "Файл",
    nobody: "Пока никого нет. Добавьте человека.", noMessages: "Сообщений нет. Нажмите «Начать».",
    polls: "и getUpdates", quiet: "Бот пока ничего не запрашивал.", pickPerson: "Выберите человека.",
    silence: "нет ответа", forwarded: "Переслано", lost: "Нет связи с симулятором",
  },
  en: {
    people: "People", chat: "Chat", log: "Bot calls", newPerson: "New person", name: "Name", phone: "Phone number",
    tongue: "Phone language", add: "Add", cancel: "Cancel", send: "Send", start: "Start",
    startWith: "Start from a link", payload: "Link payload (may be empty)", write: "Message…",
    photo: "Send a photo", place: "Send a location", contact: "Send my number", latitude: "Latitude",
    longitude: "Longitude", block: "Block the bot", unblock: "Unblock", blocked: "the bot is blocked",
    down: "Telegram is down", edited: "edited", typing: "typing…", voice: "Voice message", file: "File",
    nobody: "Nobody yet. Add a person.", noMessages: "No messages. Press “Start”.",
    polls: "getUpdates too", quiet: "The bot has asked for nothing yet.", pickPerson: "Pick a person.",
    silence: "no answer", forwarded: "Forwarded", lost: "The simulator does not answer",
  },
};

const KEPT = "simulator-tongue";
let tongue = WORDS[localStorage.getItem(KEPT)] ? localStorage.getItem(KEPT) : "ky";

export const word = (name) => WORDS[tongue][name];

export function speak(chosen = tongue) {
  tongue = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
  for (const el of document.querySelectorAll("[data-word]")) el.textContent = word(el.dataset.word);
  for (const el of document.querySelectorAll("[data-hint]")) el.placeholder = word(el.dataset.hint);
  for (const el of document.querySelectorAll("[data-title]")) entitle(el, word(el.dataset.title));
  for (const el of document.querySelectorAll("[data-tongue]")) el.ariaPressed = String(el.dataset.tongue === chosen);
}

export function entitle(el, words) {
  el.title = words;
  el.ariaLabel = words;
}
