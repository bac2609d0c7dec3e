/** The cost of a record in the transform, next to Debezium's. */
package dev.tandem.benchmarks.transform;
