"""Which formats are opened, and how each is recognised by its content."""
