"""What stands between the network and the pages: limits, the end of sessions, probes, and the record of requests."""
