"""The functional core: values in, values out; no I/O, no clock, no framework.

quarter, stamp       when a fact holds, and which version of it is the newer
places, units        communes and villages, with validity dates; who succeeded whom
problems             everything that can be refused, each with a code and a Vietnamese sentence
fields, records, kinds, columns, protocol
                     what syncs, also from newer apps; how it is packed, the messages that carry it
bundle, codes        what syncs as a sealed file, and a file as QR codes
questions, obstacles, conditions, indicators
                     the questionnaire, the reasons, the five-word language, the table of sixteen
profile, tally       what of a subject counts, and the only arithmetic
plan, plan_table     a commune's targets; the same from a pasted table
report, lists        sixteen rows held against targets; who lacks what a row counts
contradictions       answers of one person that cannot both be true
dossier, freezing    a report with all that is printed beside it; as canonical data and back
wording, recipients  results in words, made from the rows; to whom a commune reports, by the day
proposals, own_words what stood in the way and who is asked to do what; what the office adds itself
suppression          which cells a public version hides
roster, roster_*     spreadsheet rows to households, and these beside those that are there
village_names        which village a name of a list means, and when nobody but the office knows
sheet, headings, legacy_text
                     what cells and headings mean, also in fonts of before Unicode
text                 Vietnamese letters, order and numbers
checks               what cannot be right in a document or a report
"""
