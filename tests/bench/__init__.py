"""How fast, how small: ours beside a floor measured in the same run (`make bench`).

workload   W: the seeded commune, and 20 devices × 500 records of two mixes
floor      what SQLite itself takes: the least that any collector could cost
wire       HTTP by the byte over kept-alive sockets
serving    the real collector in a process of its own, with its CPU and memory
push, pull, rates, desk, client
                            the measures
goals      a line per goal: ours, peer, ratio, gate, ambition, verdict
"""
