"""Payments with a known truth: how well and how fast they find their invoices."""
