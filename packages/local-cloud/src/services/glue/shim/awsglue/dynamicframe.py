"""DynamicFrame: a Spark DataFrame under Glue's name for it; what needs Glue's own types is refused by name."""


class DynamicFrame:
    """Holds a DataFrame; every operation that is not here is refused."""

    def __init__(self, data_frame, glue_ctx, name=""):
        self._data_frame = data_frame
        self.glue_ctx = glue_ctx
        self.name = name

    @classmethod
    def fromDF(cls, dataframe, glue_ctx, name):  # noqa: N802 (Glue's own name)
        """A DynamicFrame of a DataFrame."""
        return cls(dataframe, glue_ctx, name)

    def toDF(self, *_options):  # noqa: N802 (Glue's own name)
        """The DataFrame."""
        return self._data_frame

    def count(self):
        """Number of rows."""
        return self._data_frame.count()

    def schema(self):
        """The DataFrame's schema."""
        return self._data_frame.schema

    def printSchema(self):  # noqa: N802 (Glue's own name)
        """Prints the schema."""
        self._data_frame.printSchema()

    def show(self, num_rows=20):
        """Prints rows."""
        self._data_frame.show(num_rows)

    def __getattr__(self, name):
        raise NotImplementedError("DynamicFrame.%s is not supported by the local cloud: use toDF() and Spark" % name)
