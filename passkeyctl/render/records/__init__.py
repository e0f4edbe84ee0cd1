"""Plan files, receipts, evidence and history, and how a run is told while it goes on."""
