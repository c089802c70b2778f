"""The officer's desk ("bàn làm việc"): pages rendered on the server, that print and need no build.

access            who is looking, from which form, at which commune and quarter
words             what a page says about a report: due day, summary, sources, footnotes
layout            templates, security headers, error pages
doorway           signing in and out, one-time links
board             the sixteen rows, villages, work items
figures           what the office declares
devices           enrolment codes, phones, refused entries
cards             a QR card per household, to print and cut
connecting        how phones get here: addresses, QR codes, the certificate to trust
"""

from fastapi import APIRouter, Depends

from sync_server.desk import board, cards, connecting, devices, doorway, figures, layout
from sync_server.desk.access import own_form
from sync_server.desk.layout import problem_page

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_form)])
for _part in (layout, doorway, board, figures, devices, connecting, cards):
    router.include_router(_part.router)
