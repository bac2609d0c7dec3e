SELECT tandem.two_way_version();
