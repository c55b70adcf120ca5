"""Reports: a query, its columns and totals, the rows behind each cell; and renderers of figures."""
