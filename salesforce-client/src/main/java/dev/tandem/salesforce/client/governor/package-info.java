/** The API governor: keeps all calls to an org within a share of its daily allowances. */
package dev.tandem.salesforce.client.governor;
