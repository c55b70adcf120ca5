"""What talks to the world outside: players, mail, services. Each thing behind a few plain functions."""
