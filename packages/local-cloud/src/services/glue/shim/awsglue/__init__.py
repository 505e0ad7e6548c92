"""The part of AWS Glue's own library that scripts need to start; no package of it can run outside Glue."""
