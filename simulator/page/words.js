// The page's own words. Texts of the bot are not among them.
const WORDS = {
  ky: {
    chats: "Чаттар", people: "Адамдар", groups: "Топтор", person: "Адам", group: "Топ", log: "Боттун сурамдары", newPerson: "Жаңы адам",
    newGroup: "Жаңы топ", name: "Аты", title: "Топтун аталышы", members: "Катышуучулар", ledByBot: "Бот — администратор",
    seesEverything: "Бот бардык билдирүүнү көрөт", forum: "Темалары бар (форум)", phone: "Телефон номери", tongue: "Телефондун тили",
    add: "Кошуу", cancel: "Жокко чыгаруу", send: "Жөнөтүү", start: "Баштоо", letIn: "Ботту топко кайтаруу", putOut: "Ботту топтон чыгаруу",
    startWith: "Шилтеме аркылуу баштоо", payload: "Шилтеменин коду (бош болсо да болот)", write: "Билдирүү…", attach: "Тиркөө",
    photos: "Сүрөттөр", paper: "Файл, видео же аудио", picture: "Сүрөт", place: "Жайгашкан жер", contact: "Менин номерим",
    otherContact: "Башка адамдын номери", sticker: "Стикер", latitude: "Кеңдик", longitude: "Узундук", live: "Учурдагы жайгашкан жер",
    liveFor: "15 мүнөт көрсөтүп туруу", record: "Үн жазуу",
    noMicrophone: "Микрофон жок же ага уруксат берилген жок. Аудиофайл тиркесеңиз болот.", block: "Ботту бөгөттөө",
    unblock: "Бөгөттөн чыгаруу", blocked: "бот бөгөттөлгөн", speaks: "Ким жазат", topic: "Тема", noTopic: "Темасыз", more: "Дагы",
    reply: "Жооп берүү", forward: "Ботко кайра жөнөтүү", edit: "Өзгөртүү", delete: "Өчүрүү", edited: "өзгөртүлгөн", typing: "жазып жатат…",
    voice: "Үн билдирүүсү", video: "Видео", file: "Файл", forum_topic_created: "Жаңы тема:", forum_topic_edited: "Теманын жаңы аталышы:",
    forum_topic_closed: "Тема жабылды", forum_topic_reopened: "Тема кайра ачылды", pinned_message: "Бекитилди:",
    migrate_to_chat_id: "Топ супертопко айланды", migrate_from_chat_id: "Супертоп мурда жөнөкөй топ болчу",
    nobody: "Азырынча эч ким жок. Адам кошуңуз.", noMessages: "Билдирүүлөр жок. «Баштоо» баскычын басыңыз.", polls: "getUpdates да",
    quiet: "Бот азырынча эч нерсе сураган жок.", pickPerson: "Адамды тандаңыз.", silence: "жооп жок", forwarded: "Кайра жөнөтүлгөн:",
    lost: "Симулятор менен байланыш жок", weather: "Бузулуулар",
    weatherWords: "Telegram иштебей калганда бот эмне кылат? Бузулууну тандап, чатка жазып көрүңүз.", down: "Telegram иштебейт",
    fault: "Бузулуу", f429: "429: өтө тез", f429Words: "Telegram ботко күтө турууну айтат.", json500: "500: Telegram'дын катасы",
    json500Words: "Ката кадимки түрдө, JSON менен кайтат.", html502: "502: HTML барак",
    html502Words: "Telegram'дын ордуна жолдогу сервер жооп берет.", timeout_before: "Жооп жок, жеткен жок",
    timeout_beforeWords: "Билдирүү жеткен жок, бот аны билбейт.", timeout_after: "Жооп жок, бирок жетти",
    timeout_afterWords: "Билдирүү жетти, бирок бот аны билбейт: экинчи жолу келиши мүмкүн.", reset: "Байланыш үзүлдү",
    resetWords: "Байланыш жоопсуз үзүлөт.", slow: "Жай", slowWords: "Жооп ушунча секунддан кийин келет.", duplicate: "Кайталанган билдирүү",
    duplicateWords: "Адамдын билдирүүсү ботко эки жолу келет.", seconds: "Секунд", times: "Канча жолу", once: "бир жолу", five: "беш жолу",
    always: "дайыма", strikes: "Эмнеге тиет", sending: "жөнөтүүгө", everything: "баарына", fetching: "алууга",
    keyboards: "баскычтарды алып салууга", strike: "Бузуу", noFaults: "Баары иштеп турат.", clear: "Алып салуу", clearAll: "Баарын оңдоо",
    clock: "Telegram'дын сааты",
    clockWords: "Telegram'дын гана сааты: боттун сааты өзүнчө жүрөт. 150 секунддан кийин басылган баскыч эскирет, бир суткадан кийин билдирүү жоголот.",
    stopClock: "Токтотуу", plusPress: "+150 сек", plusHour: "+1 саат", plusDay: "+1 күн",
  },
  ru: {
    chats: "Чаты", people: "Люди", groups: "Группы", person: "Человек", group: "Группа", log: "Запросы бота", newPerson: "Новый человек",
    newGroup: "Новая группа", name: "Имя", title: "Название группы", members: "Участники", ledByBot: "Бот — администратор",
    seesEverything: "Бот видит все сообщения", forum: "С темами (форум)", phone: "Номер телефона", tongue: "Язык телефона", add: "Добавить",
    cancel: "Отмена", send: "Отправить", start: "Начать", letIn: "Вернуть бота в группу", putOut: "Убрать бота из группы",
    startWith: "Начать по ссылке", payload: "Код ссылки (можно пусто)", write: "Сообщение…", attach: "Прикрепить", photos: "Фотографии",
    paper: "Файл, видео или аудио", picture: "Фото", place: "Место на карте", contact: "Мой номер", otherContact: "Номер другого человека",
    sticker: "Стикер", latitude: "Широта", longitude: "Долгота", live: "Трансляция геопозиции", liveFor: "Показывать 15 минут",
    record: "Записать голос", noMicrophone: "Нет микрофона или доступа к нему. Можно прикрепить аудиофайл.", block: "Заблокировать бота",
    unblock: "Разблокировать", blocked: "бот заблокирован", speaks: "Кто пишет", topic: "Тема", noTopic: "Без темы", more: "Ещё",
    reply: "Ответить", forward: "Переслать боту", edit: "Изменить", delete: "Удалить", edited: "изменено", typing: "печатает…",
    voice: "Голосовое сообщение", video: "Видео", file: "Файл", forum_topic_created: "Новая тема:",
    forum_topic_edited: "Тема переименована:", forum_topic_closed: "Тема закрыта", forum_topic_reopened: "Тема снова открыта",
    pinned_message: "Закреплено:", migrate_to_chat_id: "Группа стала супергруппой", migrate_from_chat_id: "Супергруппа создана из группы",
    nobody: "Пока никого нет. Добавьте человека.", noMessages: "Сообщений нет. Нажмите «Начать».", polls: "и getUpdates",
    quiet: "Бот пока ничего не запрашивал.", pickPerson: "Выберите человека.", silence: "нет ответа", forwarded: "Переслано:",
    lost: "Нет связи с симулятором", weather: "Сбои",
    weatherWords: "Что сделает бот, когда Telegram подведёт? Выберите сбой и напишите в чат.", down: "Telegram не работает", fault: "Сбой",
    f429: "429: слишком часто", f429Words: "Telegram просит бота подождать.", json500: "500: ошибка Telegram",
    json500Words: "Ошибка приходит как положено, в JSON.", html502: "502: страница HTML",
    html502Words: "Вместо Telegram отвечает сервер на пути к нему.", timeout_before: "Нет ответа, не дошло",
    timeout_beforeWords: "Сообщение не дошло, и бот этого не знает.", timeout_after: "Нет ответа, но дошло",
    timeout_afterWords: "Сообщение дошло, но бот этого не знает: оно может прийти дважды.", reset: "Обрыв связи",
    resetWords: "Соединение рвётся без ответа.", slow: "Медленно", slowWords: "Ответ приходит через столько секунд.",
    duplicate: "Повтор сообщения", duplicateWords: "Сообщение человека придёт боту дважды.", seconds: "Секунд", times: "Сколько раз",
    once: "один раз", five: "пять раз", always: "всегда", strikes: "Что задевает", sending: "отправку", everything: "всё",
    fetching: "получение", keyboards: "снятие кнопок", strike: "Сломать", noFaults: "Всё работает.", clear: "Убрать",
    clearAll: "Всё починить", clock: "Часы Telegram",
    clockWords: "Только часы Telegram: часы бота идут сами. Через 150 секунд нажатие кнопки устаревает, через сутки пропадает сообщение.",
    stopClock: "Остановить", plusPress: "+150 с", plusHour: "+1 час", plusDay: "+1 день",
  },
  en: {
    chats: "Chats", people: "People", groups: "Groups", person: "Person", group: "Group", log: "Bot calls", newPerson: "New person",
    newGroup: "New group", name: "Name", title: "Group name", members: "Members", ledByBot: "The bot is an administrator",
    seesEverything: "The bot sees every message", forum: "With topics (a forum)", phone: "Phone number", tongue: "Phone language",
    add: "Add", cancel: "Cancel", send: "Send", start: "Start", letIn: "Let the bot in again", putOut: "Put the bot out of the group",
    startWith: "Start from a link", payload: "Link payload (may be empty)", write: "Message…", attach: "Attach", photos: "Photos",
    paper: "File, video or audio", picture: "Photo", place: "Location", contact: "My number", otherContact: "Another person’s number",
    sticker: "Sticker", latitude: "Latitude", longitude: "Longitude", live: "Live location", liveFor: "Share live for 15 minutes",
    record: "Record a voice message", noMicrophone: "No microphone, or no permission. An audio file can be attached.",
    block: "Block the bot", unblock: "Unblock", blocked: "the bot is blocked", speaks: "Who writes", topic: "Topic", noTopic: "No topic",
    more: "More", reply: "Reply", forward: "Forward to the bot", edit: "Edit", delete: "Delete", edited: "edited", typing: "typing…",
    voice: "Voice message", video: "Video", file: "File", forum_topic_created: "New topic:", forum_topic_edited: "Topic renamed:",
    forum_topic_closed: "Topic closed", forum_topic_reopened: "Topic reopened", pinned_message: "Pinned:",
    migrate_to_chat_id: "The group became a supergroup", migrate_from_chat_id: "The supergroup was a group before",
    nobody: "Nobody yet. Add a person.", noMessages: "No messages. Press “Start”.", polls: "getUpdates too",
    quiet: "The bot has asked for nothing yet.", pickPerson: "Pick a person.", silence: "no answer", forwarded: "Forwarded:",
    lost: "The simulator does not answer", weather: "Faults",
    weatherWords: "What does the bot do when Telegram fails? Pick a fault, then write in the chat.", down: "Telegram is down",
    fault: "Fault", f429: "429: too fast", f429Words: "Telegram tells the bot to wait.", json500: "500: Telegram’s own error",
    json500Words: "The error comes as it should, in JSON.", html502: "502: a page of HTML",
    html502Words: "A server on the way answers instead of Telegram.", timeout_before: "No answer, not delivered",
    timeout_beforeWords: "The message was not delivered, and the bot cannot know.", timeout_after: "No answer, yet delivered",
    timeout_afterWords: "The message arrived, but the bot cannot know: it may come twice.", reset: "Connection cut",
    resetWords: "The connection breaks without an answer.", slow: "Slow", slowWords: "The answer takes so many seconds.",
    duplicate: "Repeated update", duplicateWords: "A person’s message reaches the bot twice.", seconds: "Seconds", times: "How often",
    once: "once", five: "five times", always: "always", strikes: "What it hits", sending: "sending messages", everything: "everything",
    fetching: "fetching updates", keyboards: "taking buttons away", strike: "Break it", noFaults: "Everything works.", clear: "Remove",
    clearAll: "Mend everything", clock: "Telegram’s clock",
    clockWords: "Only Telegram’s clock: the bot’s goes on. A press is stale after 150 seconds, a message is lost after a day.",
    stopClock: "Stop", plusPress: "+150 s", plusHour: "+1 hour", plusDay: "+1 day",
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
