"""The collector ("máy chủ thu thập") and the officer's desk.

settings, main      what is configured; the composition root of the web application
tables, database    the schema; connections, the one writer, transactions
devices, officers   who may push and pull; who may look
log                 the append-only log: push, receipts, pull, seals
closing             from the log's state to a Report: roll-ups, recounts, verify
exports             a Report as .json and .csv
intake              spreadsheets into the log
seed                a realistic invented commune
routes/, desk/      HTTP for devices and scripts; pages for officers
cli                 the `bakhong` command
"""
