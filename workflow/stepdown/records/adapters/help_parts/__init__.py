"""Parts of the HELP adapter: its vocabulary, people, and interviews."""
