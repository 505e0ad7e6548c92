"""LoadRedshift: accepted and quarantined rows of one attempt to Redshift, in one transaction."""
