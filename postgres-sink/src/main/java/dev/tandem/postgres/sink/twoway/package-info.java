/** Tables whose local edits travel to Salesforce: their settings, their preparation, and the rules that apply changes to their rows. */
package dev.tandem.postgres.sink.twoway;
