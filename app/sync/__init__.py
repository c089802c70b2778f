"""Carrying entries to the collector and records back.

conversation         who says what, in which order; does no I/O
rhythm               when to try, how soon again, and how much at a time; pure
courier              the only HTTP: carries a conversation between a store and a collector
"""
