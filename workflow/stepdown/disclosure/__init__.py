"""The only door from the restricted zone to the release."""
