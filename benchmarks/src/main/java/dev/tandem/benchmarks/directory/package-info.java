/** The directories in which benchmarks work. */
package dev.tandem.benchmarks.directory;
