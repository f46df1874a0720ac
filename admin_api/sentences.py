"""What is said to people of each refusal; the code is for programs."""

from locales import phrase

SENTENCES = {
    "refused": phrase("refusal", "This cannot be done."),
    "invalid": phrase("refusal", "This cannot be taken as it is."),
    "invalid_request": phrase("refusal", "The request is not what is expected here; see the fields."),
    "internal_error": phrase("refusal", "Something went wrong on our side. Please try again later."),
    "link_used_or_old": phrase(
        "refusal", "This sign-in link was used already or is too old. Ask for a new one."
    ),
    "invitation_used_or_old": phrase("refusal", "This invitation was used already or is too old."),
    "sign_in_needed": phrase("refusal", "Sign in, or send an API key that is valid."),
    "session_idle": phrase("refusal", "You were away for a while. Please sign in again."),
    "not_allowed": phrase("refusal", "You may not do this."),
    "not_a_colleague": phrase(
        "refusal", "You do not work here yet. Ask your administrator for an invitation."
    ),
    "foreign_origin": phrase("refusal", "This request came from another site."),
    "origin_missing": phrase("refusal", "Say where the request comes from, or use an API key."),
    "form_out_of_date": phrase("refusal", "This form is out of date. Please open the page again."),
    "not_your_case": phrase("refusal", "This case belongs to somebody else."),
    "move_not_allowed": phrase("refusal", "Somebody in your role may not do this to a case."),
    "extend_needs_head": phrase("refusal", "Only the head may give an official appeal a later day."),
    "appeal_has_neighbours": phrase(
        "refusal", "Neighbours follow this case: it cannot become an official appeal."
    ),
    "appeal_already": phrase("refusal", "This case is an official appeal already."),
    "not_an_appeal": phrase("refusal", "Only an official appeal is registered."),
    "registered_already": phrase("refusal", "This official appeal is registered already."),
    "name_not_full": phrase("refusal", "Please write surname and name in full."),
    "name_unlike": phrase("refusal", "This does not look like a person's name."),
    "address_too_short": phrase("refusal", "The address is too short: village, street, house."),
    "address_too_long": phrase("refusal", "The address is too long: {longest} characters at most."),
    "contact_unlike": phrase("refusal", "Please give a phone number or an e-mail."),
    "appeal_needs_paper": phrase(
        "refusal", "An official appeal is recorded by the office from a signed paper or in person."
    ),
    "consent_needed": phrase("refusal", "Say that the person signed the consent on paper."),
    "move_not_possible": phrase("refusal", "This is not possible while the case stands as it does."),
    "reopen_too_late": phrase("refusal", "A case can be reopened for {days} days after it was resolved."),
    "rate_after_answer": phrase("refusal", "An answer can be rated once it is there."),
    "stale_version": phrase("refusal", "Somebody changed this case after you opened it. See what is new."),
    "unknown_move": phrase("refusal", "A case knows no such move."),
    "not_found": phrase("refusal", "There is nothing here."),
    "ticket_not_found": phrase("refusal", "There is no such case, or it is not yours to see."),
    "attachment_not_found": phrase("refusal", "There is no such file, or it is not here yet."),
    "storage_away": phrase("refusal", "The file cannot be read just now. Please try again later."),
    "method_not_allowed": phrase("refusal", "This address does not take requests of this kind."),
    "too_large": phrase("refusal", "The request is too large."),
    "too_many_requests": phrase("refusal", "Too many requests. Please wait a little."),
    "too_many_tries": phrase("refusal", "Too many tries to sign in. Please wait, minutes: {minutes}."),
    "not_ready": phrase("refusal", "The service is not ready yet."),
    "cursor_unknown": phrase(
        "refusal", "This place in the list is not known. Begin again from the first page."
    ),
    "period_backwards": phrase("refusal", "The period ends before it begins."),
    "idempotency_key_reused": phrase("refusal", "This Idempotency-Key was used for another request."),
    "text_missing": phrase("refusal", "Some words are needed here."),
    "text_too_long": phrase("refusal", "The text is too long: {longest} characters at most."),
    "outcome_needed": phrase("refusal", "Say how the case ended."),
    "outcome_not_expected": phrase("refusal", "This move does not end a case."),
    "planned_day_needed": phrase("refusal", "Say on which day it will be done, today or later."),
    "until_needed": phrase("refusal", "Say until which day."),
    "until_not_later": phrase("refusal", "The new day must come after {due}."),
    "unknown_assignee": phrase("refusal", "Please choose a colleague of this inbox."),
    "unknown_category": phrase("refusal", "This service has no such category."),
    "unknown_inbox": phrase("refusal", "There is no such inbox, or the case is in it already."),
    "unknown_municipality": phrase("refusal", "There is no such municipality."),
    "unknown_place": phrase("refusal", "There is no such place."),
    "unknown_role": phrase("refusal", "There is no such role."),
    "unknown_score": phrase("refusal", "A rating is a number from 1 to 5."),
    "unknown_point": phrase("refusal", "This code belongs to nothing that stands today."),
    "unknown_service": phrase("refusal", "There is no such service."),
    "unknown_user": phrase("refusal", "There is no such colleague."),
    "unknown_village": phrase("refusal", "There is no such village."),
    "no_inbox": phrase("refusal", "No inbox serves this place yet."),
}
