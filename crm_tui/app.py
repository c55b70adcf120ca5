"""The App: modes, theme, palette, bus subscription."""
