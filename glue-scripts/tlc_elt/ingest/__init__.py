"""IngestRaw: the publisher's file to S3 raw, byte for byte, with a raw manifest."""
