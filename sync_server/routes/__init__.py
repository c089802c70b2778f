"""HTTP for devices and scripts: parse, call, return. Pages for people are in `desk`."""
