/** Requests and answers as all APIs see them, and the network between them and their clients. */
package dev.tandem.salesforce.simulator.http;
