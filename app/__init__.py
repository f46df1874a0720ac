"""Switchboard: imports everyone, imported by no one."""
