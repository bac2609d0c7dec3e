/** HTTP exchanges with Salesforce: time limits, classified failures, retries, exact JSON. */
package dev.tandem.salesforce.client.http;
