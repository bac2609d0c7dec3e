/** What all of Salesforce's APIs have in common here: how an org is reached, what its ids look like, how calls fail. */
package dev.tandem.salesforce.client;
