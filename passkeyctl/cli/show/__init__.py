"""Looking at what was kept: plan files, receipts and journals, offline."""
