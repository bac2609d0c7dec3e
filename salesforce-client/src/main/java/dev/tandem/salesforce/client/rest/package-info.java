/** The REST API: describe, queries, retrieve, and any other call with the org's token. */
package dev.tandem.salesforce.client.rest;
