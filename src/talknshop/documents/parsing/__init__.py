"""From files to one plain text with headings and pages, each at its offset: one module a format."""
