"""What reports share: their shapes, filters, names and words."""
