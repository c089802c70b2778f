"""All that is drawn: shell (routes), theme, words, screens and components."""
