"""Ear and mouth in Telegram."""
