/** The sink next to its peers, and ways to write a batch next to each other. */
package dev.tandem.benchmarks.sink;
