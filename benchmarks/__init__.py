"""A comparison with the programs people use today: `make bench` prints one table and writes latest.json."""
