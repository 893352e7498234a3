"""What the program does, without a window. The road: file -> draft -> facts -> items -> findings -> opinion."""
