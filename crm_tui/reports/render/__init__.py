"""A report as a file: one function for each format, from the same lines."""
