"""The job: its state machine, its storyboard and how it is shown. Pure."""
