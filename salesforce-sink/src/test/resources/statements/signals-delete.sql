DELETE FROM tandem.signals WHERE id = ANY (?);
