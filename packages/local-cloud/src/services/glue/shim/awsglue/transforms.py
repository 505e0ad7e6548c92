"""Glue's transforms work on Glue's own types; scripts import them by habit, and a use of one is refused by name."""


class _Refused:
    def __init__(self, name):
        self._name = name

    def apply(self, *_args, **_options):
        """Refuses."""
        raise NotImplementedError("the transform %s is not supported by the local cloud: use toDF() and Spark" % self._name)

    __call__ = apply


ApplyMapping = _Refused("ApplyMapping")
DropFields = _Refused("DropFields")
DropNullFields = _Refused("DropNullFields")
Filter = _Refused("Filter")
Join = _Refused("Join")
Map = _Refused("Map")
Relationalize = _Refused("Relationalize")
RenameField = _Refused("RenameField")
ResolveChoice = _Refused("ResolveChoice")
SelectFields = _Refused("SelectFields")
