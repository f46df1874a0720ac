"""The whole database as lines of JSON, the same from SQLite and from PostgreSQL, so that either can take it back."""
