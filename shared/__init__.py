"""The functional core: values in, values out; no I/O, no clock, no framework.

quarter, stamp       when a fact holds, and which version of it is the newer
places               communes and villages, with validity dates
problems             everything that can be refused, each with a code and a Vietnamese sentence
records, columns, protocol
                     what syncs, how it is packed, and the messages that carry it
questions, obstacles, conditions, indicators
                     the questionnaire, the reasons, the five-word language, the table of sixteen
profile, tally       what of a subject counts, and the only arithmetic
plan, report         a commune's targets; sixteen rows held against them
dossier, freezing    a report with all that is printed beside it; as canonical data and back
wording, recipients  results in words, made from the rows; to whom a commune reports, by the day
suppression          which cells a public version hides
roster, sheet        spreadsheet rows to households; what headings and cells mean
text                 Vietnamese letters, order and numbers
"""
