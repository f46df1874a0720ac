"""Visible select() statements, grouped by what is asked about. No generic repository."""
