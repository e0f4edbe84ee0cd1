"""Taking an apply back: finding its receipt, planning the way back, and going it."""
