"""The floors of the screens' figures: the least that Textual itself can do."""
