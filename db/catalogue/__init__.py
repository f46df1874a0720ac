"""What differs between municipalities, as files a clerk can edit: units, services, inboxes, routes, terms."""
