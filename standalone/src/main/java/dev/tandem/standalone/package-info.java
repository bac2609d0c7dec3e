/**
 * A whole platform as a tree of processes on one machine: Postgres, a Kafka broker, a schema registry, the Salesforce
 * simulator and a Connect worker, each of which can be killed and restarted by itself.
 */
package dev.tandem.standalone;
