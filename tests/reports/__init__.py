"""Made-up reports with known content: what was written, and where, is what must be read."""
