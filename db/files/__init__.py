"""Bytes that citizens sent: cleaned before they are kept, kept before a row says so."""
