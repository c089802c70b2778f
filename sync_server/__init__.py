"""The collector ("máy chủ thu thập") and the officer's desk.

settings, main      what is configured; the composition root of the web application
tables, database    the schema; connections, the one writer, transactions
communes            the communes served here, and their villages
devices, enrolling, officers
                    who may push and pull; how a code becomes a device; who may look
judging, log, entries, feed
                    judge a batch; push it into the append-only log; rows and seals; pull
quarantine, decisions, disputes, audit, describing
                    what is kept aside; what an officer decides; what devices say differently;
                    who decided what; an entry in an officer's words
backup, archive, restoring, running
                    everything in one file, while it runs; reading it; coming back from it; locks
closing, verifying  from the log to a Report; does the log still say what it said?
closings, issues    closing a quarter, amending it; what was closed, or a draft of what is not
gathering, recounting
                    all that a report prints; a closed report counted again from the log
exports/            the report as .docx, .xlsx, .csv and .json
intake, workplace   what the office enters; setting up a commune, a demo, a roster
ids, seed           new ids; a realistic invented commune
serving, addresses  the collector on its ports; under which addresses phones find it
authority, certificates, trust/
                    the commune's own certificate, and the page where phones come to trust it
qr                  QR codes for a terminal and for a page
routes/, desk/      HTTP for devices and scripts; pages for officers
cli                 the `bakhong` command
"""
