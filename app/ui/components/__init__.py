"""Presentational components: plain values in, callbacks out; none knows the store."""
