"""Night shift: what is sent, and what the clock obliges us to."""
