/** From a topic to its table. */
package dev.tandem.postgres.sink.routing;
