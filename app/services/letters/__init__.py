"""Letters beyond the single opinion: numbers, outdated letters, reading back, batches, notices, phrases.

Like `workflow` this package puts the others together.
"""
