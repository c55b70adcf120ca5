"""Readers of files from outside: bytes to rows and problems with line numbers."""
