"""What the bot says without any facts in it, and its words for states, reasons and refusals."""

from locales import phrase

PLAIN = {
    "language_changed": phrase("chat", "I write in English now."),
    "hello": phrase("chat", "Hello! What happened?"),
    "thanks": phrase("chat", "You are welcome! If anything happens, write."),
    "noted": phrase("chat", "Thank you, noted."),
    "cancelled": phrase("chat", "Cancelled. Nothing was sent."),
    "nothing_to_cancel": phrase("chat", "There is nothing to cancel."),
    "unknown_command": phrase("chat", "There is no such command. Write what happened, or choose below."),
    "old_button": phrase("chat", "This button is out of date."),
    "words_please": phrase("chat", "Please write it in words, record a voice message or send a photo."),
    "cannot_read": phrase(
        "chat", "I cannot read this. Please write what happened, record a voice message or send a photo."
    ),
    "contact_own": phrase("chat", "Your phone number is not needed. It was not kept."),
    "contact_other": phrase(
        "chat", "This is somebody else's phone number. It was not kept: only they may give it."
    ),
    "official_words": phrase("chat", "Please write it in words. Photos can be added later."),
    "official_noted": phrase("chat", "Thank you, noted."),
    "slow_down": phrase("chat", "Everything has arrived, nothing is lost.\nPlease write a little slower."),
    "stumbled": phrase("chat", "Something went wrong on our side. Please write your message again."),
}

STATUS = {
    "filed": phrase("status", "Accepted"),
    "in_progress": phrase("status", "In work"),
    "waiting": phrase("status", "Waiting for your answer"),
    "resolved": phrase("status", "Answered"),
    "closed": phrase("status", "Closed"),
}

WHY = {
    "provider": phrase("chat", "this organisation provides this service here"),
    "municipality": phrase("chat", "the local authority is in charge of this"),
    "fallback": phrase("chat", "the aiyl okmotu is not connected to the bot yet, the rayon passes it on"),
}

UNLIKE = {
    "name_not_full": phrase("chat", "Please write it in full: surname and name."),
    "name_unlike": phrase("chat", "This does not look like a name. Please write surname and name."),
    "address_too_short": phrase("chat", "Please write a little more: village, street, house."),
    "address_too_long": phrase(
        "chat", "This is too long for an address. Please write only village, street, house."
    ),
    "contact_unlike": phrase(
        "chat", "This does not look like a phone number or an e-mail.\nFor example: 0555 123456"
    ),
}
"""What a person told of themselves and nobody could use; said without blame."""

REFUSED = phrase("chat", "This cannot be done now.")
REFUSALS = {
    "move_not_possible": phrase("chat", "This is no longer possible for this report."),
    "appeal_has_neighbours": phrase(
        "chat", "Neighbours follow this report and get its answers. Please send a new official appeal."
    ),
    "appeal_already": phrase("chat", "This is an official appeal already."),
    "not_an_appeal": phrase("chat", "This is an ordinary report."),
    "registered_already": phrase("chat", "It is registered already. It stays an official appeal."),
    "reopen_too_late": phrase(
        "chat", "The time to reopen it ({days} days) has passed. Please send a new report."
    ),
    "ticket_not_found": phrase("chat", "There is no such report."),
    "not_your_case": phrase("chat", "This is not your report."),
    "rate_after_answer": phrase("chat", "You can rate it after the answer."),
    "not_rated": phrase("chat", "You can say what is wrong after you have rated it."),
    "panel_not_asked": phrase("chat", "This question was put to somebody else."),
    "panel_over": phrase(
        "chat", "The questions of that month are over. Thank you!\nYou can always rate: /rate"
    ),
    "unknown_reason": phrase("chat", "This reason is not in the list any more. Please say it in words."),
    "unknown_village": phrase("chat", "This village is not in the list any more. Please choose again."),
    "unknown_service": phrase("chat", "This topic is not in the list any more. Please choose again."),
    "text_missing": phrase("chat", "Please write it in words, record a voice message or send a photo."),
    "text_too_long": phrase("chat", "The text is too long. At most {longest} characters."),
    "invitation_used_or_old": phrase("chat", "This invitation was used or is too old. Ask for a new one."),
    "too_many_requests": phrase("chat", "Too many links. Please wait, minutes: {minutes}."),
    "own_data_sent": phrase("chat", "The file is sent once an hour. Please wait, minutes: {minutes}."),
    "asked_too_long_ago": phrase("chat", "This button is out of date. Nothing was deleted."),
    "attachment_not_found": phrase("chat", "There is no such file any more."),
    "not_a_colleague": phrase("chat", "This part is only for the staff."),
}
