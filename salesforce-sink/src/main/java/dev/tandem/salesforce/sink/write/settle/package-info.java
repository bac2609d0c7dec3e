/** The settlement of requests that no event has confirmed in time. */
package dev.tandem.salesforce.sink.write.settle;
