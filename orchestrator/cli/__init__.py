"""The command line: arguments in, an exit code out. One module a command, imported when it is called."""
