"""One module per command: builds what the command needs and hands it over."""
