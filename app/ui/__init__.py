"""What the user sees. Pages read frozen rows, write through Jobs and listen to the hub."""
