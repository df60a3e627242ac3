"""Django's SQLite with a queue: whoever waits to write comes in the order of asking."""
