/** A conflict as users see it: its type, how it was resolved, and the value that lost. */
package dev.tandem.twoway.conflict;
