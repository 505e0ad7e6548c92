"""Library of the Glue jobs: a package for each state of the workflow, and what the states share."""
