"""Job: init and commit, which only matter for bookmarks."""


class Job:
    """A job without bookmarks."""

    def __init__(self, glue_context):
        self._glue_context = glue_context

    def init(self, _job_name, _args=None):
        """Begins the job; bookmarks are off."""

    def commit(self):
        """Ends the job; there is no bookmark to keep."""
