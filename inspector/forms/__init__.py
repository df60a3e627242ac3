"""Forms: what a person types, checked as far as a form can and handed over as the text that `core.edits` reads."""
