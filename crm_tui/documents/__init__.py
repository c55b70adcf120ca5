"""Papers going out: typed data in, bytes out (PDF, text, payment QR). Knows the domain only."""
