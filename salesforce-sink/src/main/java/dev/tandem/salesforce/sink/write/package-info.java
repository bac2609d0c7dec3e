/**
 * The write-back of a task's tables. An edit goes through the packages in this order: {@code take}, {@code send} or {@code bulk},
 * {@code answer}, and {@code settle} if no event confirms it. {@code row} is what they all need.
 */
package dev.tandem.salesforce.sink.write;
