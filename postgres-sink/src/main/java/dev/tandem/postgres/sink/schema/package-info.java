/** Tables as records need them: the difference to what exists, and the changes that close it. */
package dev.tandem.postgres.sink.schema;
