"""What every screen has around it: title, strip of unsent work, banner, note, three tabs."""

from __future__ import annotations

import flet as ft

from app.state import AppState
from app.ui import route, theme, words
from app.ui.components.banner import Banner, Caution, Saved, StorageBanner
from app.ui.components.sync import SyncStrip, brief, is_calm, summary, sync_button, waits_for
from app.ui.components.touch import OnPress, icon_button, touch
from app.ui.helping import HelpButton
from app.ui.using import lineage, use_app, use_first, use_held, use_kept, use_notice, use_read
from app.ui.words import homes, outbox

BAR = 52
TABS = (
    (route.ROSTER, words.TAB_ROSTER, ft.Icons.HOME),
    (route.PROGRESS, words.TAB_PROGRESS, ft.Icons.BAR_CHART),
    (route.OUTBOX, words.TAB_OUTBOX, ft.Icons.OUTBOX),
)


@ft.component
def Frame(
    title: str,
    body: list[ft.Control],
    *,
    subtitle: str = "",
    back: str = "",
    foot: ft.Control | None = None,
) -> ft.View:
    """Show a screen: `back` leads out of it; a screen without `back` is one of the tabs.

    It keeps what stays the same between two drawings: what is the very same, Flet passes over. So
    it draws what lies below the first screenful without asking the screen again. A screen that goes
    under another one stays as it was.
    """
    here = ft.use_view_path() or route.ROSTER
    shown = use_first(body)
    bar, _ = ft.use_memo(
        lambda: (_bar(title, subtitle, back, _actions(here, back)), tuple(lineage())),
        [title, subtitle, back, here],
    )
    tabs = ft.use_memo(lambda: [] if back else [_tabs(here)], [back, here])
    below = [*([_foot(foot)] if foot else []), *tabs]
    view = ft.View(
        route=here,
        controls=[
            bar,
            Strip(not back and here != route.OUTBOX),
            Cautions(),
            Troubles(),
            ft.ListView(
                shown,
                expand=True,
                spacing=10,
                padding=ft.Padding(left=12, right=12, top=10, bottom=24),
            ),
            *below,
        ],
        padding=0,
        spacing=0,
        bgcolor=theme.PAPER,
    )
    return use_kept(view)


def _actions(here: str, back: str) -> list[ft.Control]:
    """Return what stands at the right of the title: on a tab who works here, everywhere help."""
    users = icon_button(homes.USERS, ft.Icons.PEOPLE, lambda: route.go(route.VOLUNTEERS))
    help_ = [] if here.startswith(route.HELP) else [HelpButton(here)]
    return help_ if back else [users, *help_]


def _bar(title: str, subtitle: str, back: str, actions: list[ft.Control]) -> ft.Control:
    """Return the bar on top. Not Flet's own: that one cuts a long title, and large letters."""
    lines: list[ft.Control] = [
        theme.title(title, 20),
        *([theme.small(subtitle)] if subtitle else []),
    ]
    words_ = ft.Column(lines, spacing=0, tight=True, alignment=ft.MainAxisAlignment.CENTER)
    leave = icon_button(words.BACK, ft.Icons.ARROW_BACK, lambda: route.go(back))
    row = ft.Row(
        [
            *([leave] if back else []),
            # As high as a thumb, and higher where the letters need it.
            ft.Container(width=0, height=BAR),
            ft.Semantics(
                content=ft.Semantics(content=words_, exclude_semantics=True),
                label=f"{title} {subtitle}".strip(),
                heading_level=1,
                container=True,
                expand=True,
            ),
            *actions,
        ],
        spacing=4,
    )
    edges = ft.Padding(left=4 if back else 16, top=4, right=4, bottom=4)
    inside = ft.Container(row, padding=edges)
    return ft.Container(ft.SafeArea(inside, avoid_intrusions_bottom=False), bgcolor=theme.CARD)


def _foot(content: ft.Control) -> ft.Control:
    return ft.Container(
        content,
        bgcolor=theme.CARD,
        padding=ft.Padding(left=12, right=12, top=8, bottom=10),
        border=ft.Border(top=ft.BorderSide(1, theme.LINE)),
    )


def _tabs(here: str) -> ft.Control:
    return ft.Container(
        ft.Row(
            [_tab(path, word, icon, path == here) for path, word, icon in TABS],
            spacing=0,
            intrinsic_height=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=theme.CARD,
        border=ft.Border(top=ft.BorderSide(1, theme.LINE)),
    )


def _tab(path: str, word: str, icon: ft.IconData, chosen: bool) -> ft.Control:
    ink = theme.MAIN if chosen else theme.QUIET
    label = theme.title(word, 13, ink) if chosen else theme.body(word, ink, 13)
    label.text_align = ft.TextAlign.CENTER
    sign = ft.Container(
        ft.Icon(icon, color=ink, size=24),
        bgcolor=theme.MAIN_SOFT if chosen else None,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=18, vertical=2),
    )
    column = ft.Column(
        [sign, label],
        spacing=2,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    face = ft.Container(theme.at_least(64, column), alignment=ft.Alignment.CENTER)
    return touch(word, face, lambda: route.go(path), expand=True)


@ft.component
def Strip(with_button: bool) -> ft.Control:
    """Show how much is not sent yet, read again whenever something was saved or synced; and for a
    while what was saved, with the way back."""
    state, note = use_app(), use_notice().note
    here = ft.use_view_path()
    box = use_read(state.actions.store.outbox, state.revision)
    if box is None:
        return ft.Container(height=theme.TOUCH, bgcolor=theme.FIELD)

    said = summary(box, waits_for(box, state.pulse.problem))
    is_syncing, sync = state.pulse.syncing, state.sync if with_button else None
    if note is not None and note.path in ("", here):
        again = sync_button(theme.ON_YES, is_syncing, sync) if sync else None
        undo = _undoes(state) if note.ticked else None
        word = words.UNDONE if note.is_undone else words.SAVED
        return Saved(word, (said, brief(box)), _to_outbox, undo, again)
    return SyncStrip(said, is_calm(box), is_syncing, _to_outbox, sync)


def _to_outbox() -> None:
    route.go(route.OUTBOX)


def _undoes(state: AppState) -> OnPress:
    async def undo() -> None:
        if back := await state.undo():
            route.go(back)

    return undo


@ft.component
def Cautions() -> ft.Control:
    """Warn of a clock that can hardly be right, and of storage that is filling."""
    state = use_app()
    day, room = state.pulse.doubtful_day, state.pulse.room
    said: list[ft.Control] = []
    if day:
        said.append(Caution(outbox.WRONG_CLOCK, outbox.clock(f"{day:%d/%m/%Y}")))
    if room and room.is_short:
        said.append(StorageBanner(room.free))
    return ft.Column(said, spacing=0)


@ft.component
def Troubles() -> ft.Control:
    notice, is_outbox = use_notice(), ft.use_view_path() == route.OUTBOX
    failed = use_held().pulse.problem
    # Why a sync failed the outbox says by itself, beside the button.
    is_said = is_outbox and str(notice.problem) == str(failed)
    if notice.problem is None or is_said:
        return ft.Container(height=0)
    return Banner(notice.problem.sentence, notice.problem.code, notice.hush)
