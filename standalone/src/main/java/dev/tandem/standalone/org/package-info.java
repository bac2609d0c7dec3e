/** The two ways to the simulated org: its control API, and Salesforce's REST API as any other client would use it. */
package dev.tandem.standalone.org;
