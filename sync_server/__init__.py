"""The collector ("máy chủ thu thập") and the officer's desk.

settings, main      what is configured; the composition root of the web application
tables, database    the schema; connections, the one writer, transactions
communes            the communes served here, and their villages
devices, officers   who may push and pull; who may look
judging, log, entries, feed
                    judge a batch; push it into the append-only log; rows and seals; pull
closing, verifying  from the log to a Report; does the log still say what it said?
exports             a Report as .json and .csv
intake, workplace   what the office enters; setting up a commune, a demo, a roster
ids, seed           new ids; a realistic invented commune
routes/, desk/      HTTP for devices and scripts; pages for officers
cli                 the `bakhong` command
"""
