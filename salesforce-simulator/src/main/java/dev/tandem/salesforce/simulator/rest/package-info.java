/** The REST API: single records, collections, composite calls, queries, describes and limits. */
package dev.tandem.salesforce.simulator.rest;
