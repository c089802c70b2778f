"""The collector ("máy chủ thu thập") and the officer's desk.

settings, main      what is configured; the composition root of the web application
tables, database, upgrading, opening, outages
                    the schema; connections, the one writer, transactions; older schemas brought
                    up; opening it all; which failures pass by themselves
communes, settling, units, successions, province
                    the communes served here, and their villages; the register; who was merged
beginning, plans, staff, deeds
                    the first start; each year's plan; accounts; what was done to all these
devices, enrolling, officers
                    who may push and pull; how a code becomes a device; who may look
judging, log, entries, feed
                    judge a batch; push it into the append-only log; rows and seals; pull
quarantine, decisions, disputes, audit, describing
                    what is kept aside; what an officer decides; what devices say differently;
                    who decided what; an entry in an officer's words
backup, archive, restoring, running
                    everything in one file, while it runs; reading it; coming back from it; locks
bundles             hand-over files, taken in as if they had come by network
rollup, hindsight, counting, verifying
                    what stands, counted; what stood; from the log to a Report; does the log still
                    say it?
closings, issues    closing a quarter, amending it; what was closed, or a draft of what is not
gathering, recounting
                    all that a report prints; a closed report counted again from the log
trends, quotas, asking, teams, daybook
                    quarters in a row; targets dealt out; who asked whom; one day of a commune
exports/            the report as .docx, .xlsx, .csv and .json
lists, naming, sheets
                    lists of people, whose names may stand there, and as .xlsx
alike, contradicting, doors
                    who may be counted twice; whose answers cannot both be true; who refused
intake, workplace   what the office enters; setting up a commune, a demo
rosters, roster_imports, roster_running, roster_words, spreadsheets
                    a list of households taken in: uploads, piece by piece, in words; .xlsx, .xls
documents, word_files
                    other people's documents, read for the checks
ids, seed           new ids; a realistic invented commune
serving, addresses  the collector on its ports; under which addresses phones find it
authority, certificates, trust/
                    the commune's own certificate, and the page where phones come to trust it
qr                  QR codes for a terminal and for a page
routes/, desk/      HTTP for devices and scripts; pages for officers
cli, *_command      the `bakhong` command, and what its longer answers say
"""
