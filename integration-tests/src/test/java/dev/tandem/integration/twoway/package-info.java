/** Two-way sync with users on both sides. */
package dev.tandem.integration.twoway;
