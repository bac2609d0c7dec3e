DELETE FROM tandem.bulk_jobs WHERE id = ?;
