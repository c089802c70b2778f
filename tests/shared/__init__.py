"""Laws and facts of the functional core."""
