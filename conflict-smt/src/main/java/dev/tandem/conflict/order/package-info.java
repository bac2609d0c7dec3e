/** The last writer of each field of recent rows, and the verdict on each change by it. */
package dev.tandem.conflict.order;
