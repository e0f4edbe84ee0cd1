"""What comes of policy tests: sign-ins and registrations of people who are described or real."""
