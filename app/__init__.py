"""The client: phone and desktop. Everything is saved on the device; a sync carries it on.

main, __main__       composition root: settings, store, state, pages
settings             data folder and collector address
inputs               what a screen hands to a verb
actions              the verbs: enrol, register_household, answer, visit, sync_now, progress …
state                what screens observe
store/               all SQL on the device; hands out frozen values
sync/                conversation and rhythm (pure), courier (the only HTTP)
ui/                  screens, components and words
"""
