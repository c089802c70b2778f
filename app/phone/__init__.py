"""How the same app becomes an installable web app that runs wholly inside the phone's browser.

start                what the browser's worker runs: the app over the phone's own disk and network
transport            the courier's way to the collector, through the browser's fetch
build/               `python -m app.phone.build`: what `make phone` does
web/                 page, worker, file system and service worker, in the browser's own language
"""
