"""The officer's desk ("bàn làm việc"): pages rendered on the server, that print and need no build.

access            who is looking, from which form, at which commune and quarter
words             what a page says about a report: due day, summary, sources, footnotes
layout            templates, security headers, error pages
sections          five sections and their pages: the navigation
doorway           signing in and out, one-time links
board             the sixteen rows, villages, work items
trend, teams, quota
                  the same over the quarters, by who asked, and as work given out
day               who has handed over, what is missing, what waits: the end of the day
lists, poster     who can be helped next, to print and as .xlsx; a village's progress on its wall
charts            what charts are drawn from
figures           what the office declares
closing           a quarter's closing and amendments, and the report as a page to print
roster, roster_form, roster_files
                  a list of households: upload, preview, import, result
bundles           hand-over files and QR codes, taken in
devices           enrolment codes, phones and their receipts
quarantine, disputes
                  what waits for a decision, what devices say differently
backups           when the last backup was made, and one to take along
start, villages, merging, plan, people
                  first start and settings: commune, villages, plan of the year, accounts
rights            which role may do what
checking          somebody's document under the checks, by upload; not kept
cards             a QR card per household, to print and cut
connecting        how phones get here: addresses, QR codes, the certificate to trust
"""

from fastapi import APIRouter, Depends

from sync_server.desk import (
    backups,
    board,
    bundles,
    cards,
    checking,
    closing,
    connecting,
    day,
    devices,
    disputes,
    doorway,
    figures,
    layout,
    lists,
    merging,
    people,
    plan,
    poster,
    quarantine,
    quota,
    roster,
    start,
    teams,
    trend,
    villages,
)
from sync_server.desk.access import own_form
from sync_server.desk.layout import problem_page
from sync_server.desk.roster_files import tidy

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_form), Depends(tidy)])
_SETTINGS = (start, villages, merging, plan, people)
_BOARD = (board, closing, trend, teams, quota, day, lists, poster)
_CARE = (devices, quarantine, disputes, backups, connecting, cards)
for _part in (layout, doorway, *_SETTINGS, *_BOARD, figures, roster, bundles, checking, *_CARE):
    router.include_router(_part.router)
