"""One file of tables per department."""
