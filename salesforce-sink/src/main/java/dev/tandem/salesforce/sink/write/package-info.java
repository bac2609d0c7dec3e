/** The write-back: takes wishes, looks, compares, sends, and settles. */
package dev.tandem.salesforce.sink.write;
