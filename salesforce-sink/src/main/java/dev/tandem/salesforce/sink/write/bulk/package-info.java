/** The Bulk API jobs that carry the requests of a large backlog. */
package dev.tandem.salesforce.sink.write.bulk;
