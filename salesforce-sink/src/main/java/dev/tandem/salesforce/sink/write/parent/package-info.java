/** References between rows: children that wait for their parents, and references to records that are gone. */
package dev.tandem.salesforce.sink.write.parent;
