"""MigrateWarehouse: brings the warehouse's tables to the contract; no row is removed."""
