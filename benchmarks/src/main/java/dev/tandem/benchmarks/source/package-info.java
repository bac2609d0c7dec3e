/** The source next to bare clients of Salesforce's APIs and to Camel's connector: throughput, lag, CPU time and memory. */
package dev.tandem.benchmarks.source;
