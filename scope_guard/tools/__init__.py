"""Rules that need no ORM: plain Python, tried by their doctests."""
