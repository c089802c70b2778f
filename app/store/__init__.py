"""All SQL on the device; what comes out are frozen values, never rows.

store                the door: `Store`, one SQLite file, every promise kept before it returns
values               what comes out: account, lines of the roster, a household, the outbox
enrolling, meta      who works here and how far the device has read; single values
reading              the roster, a household, what `tabulate` counts
writing              own entries appended, pages merged
outgoing             the outbox as a query, receipts, refusals, bounded stamps
shape                records as rows and back, and the SQL that follows from their fields
connection, schema, tables
                     how a file is opened, created and brought up to date
"""
