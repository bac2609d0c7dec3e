/** Whole pipelines: a simulated org, the real worker with the built plugins, Kafka, registry and Postgres. */
package dev.tandem.integration;
