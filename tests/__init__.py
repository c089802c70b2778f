"""Tests mirror the source, one file per module; `support` holds what they share."""
