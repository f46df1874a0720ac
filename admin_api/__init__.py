"""Front desk over HTTP: the JSON API and the pages, on the same actions."""
