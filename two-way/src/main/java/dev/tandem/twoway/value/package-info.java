/** Field values, compared as Salesforce stores them. */
package dev.tandem.twoway.value;
