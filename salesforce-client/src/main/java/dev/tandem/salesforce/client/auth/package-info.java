/** Logins: credentials, OAuth flows and access tokens. */
package dev.tandem.salesforce.client.auth;
