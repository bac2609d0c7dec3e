/** Records of any topic, written to any object. */
package dev.tandem.salesforce.sink.object;
