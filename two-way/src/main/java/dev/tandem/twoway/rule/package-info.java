/** The decisions of the conflict protocol, one rule per event: an edit, a take, an answer, a change event, a look. */
package dev.tandem.twoway.rule;
