/** The types that all Salesforce APIs share: settings of an org, record ids, failures. */
package dev.tandem.salesforce.client;
