// Makes the desk live.
