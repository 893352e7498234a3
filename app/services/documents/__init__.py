"""Facts become Word, PDF and Excel files: facts -> context of ready strings -> template -> file."""
