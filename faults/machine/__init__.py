"""The parts of an installation, each a real process that can be stopped, frozen or killed."""
