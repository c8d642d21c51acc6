"""The archive: packages, fixity, discs, lists, appraisal, backups."""
