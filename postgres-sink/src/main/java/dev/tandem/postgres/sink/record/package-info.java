/** From a Connect record to what it does to which row. */
package dev.tandem.postgres.sink.record;
