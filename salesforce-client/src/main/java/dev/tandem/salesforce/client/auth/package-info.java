/** Logins: who, by which OAuth flow, and the token that comes of it. */
package dev.tandem.salesforce.client.auth;
