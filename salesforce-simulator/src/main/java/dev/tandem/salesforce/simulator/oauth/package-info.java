/** Logins: the OAuth flows, the SOAP login, and the tokens that they issue. */
package dev.tandem.salesforce.simulator.oauth;
