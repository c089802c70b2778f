"""A fault campaign against a real collector in a process of its own, over real sockets.

lives        a collector that is killed and born again, on SQLite or PostgreSQL
link         the wire: cut after so many bytes, slow, or lossy
walker       a phone without its screen: real store, real courier
verdict      what must hold in the end, recounted without the code under test
cutting, killing, filling, crowding, crawling   the faults
"""
