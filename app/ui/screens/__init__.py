"""The screens: each reads the state, wires callbacks to verbs, and knows no other screen."""
