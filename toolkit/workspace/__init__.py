"""The workspace folder: settings, numbers, state of long work, and the desk that opens it."""
