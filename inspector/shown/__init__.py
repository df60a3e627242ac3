"""What pages say: headers, revisions and lists laid out in words, ready for a template. No request is answered here."""
