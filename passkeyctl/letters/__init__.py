"""Words for the people of a roll-out: announcements, reminders, texts for the helpdesk. Nothing here sends any."""
